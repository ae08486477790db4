/** Another thread of this program. It has a memory of its own, and shares only what is in shared buffers. */
export interface WorkerThread<To> {
  /** Sends a copy of plain data. */
  post(message: To): void;
  /** Ends the thread at once, whatever it is doing. */
  stop(): void;
}

/** What a thread has to tell whoever started it. */
export interface WorkerEvents<From> {
  readonly message: (message: From) => void;
  /** It has died by itself; nothing more comes from it. */
  readonly died: (problem: string) => void;
}

/** The thread's own side: what it gets, and how it answers. */
export interface WorkerSide<From> {
  /** Sends a copy of plain data; the buffers named are handed over instead, and are empty here afterwards. */
  answer(message: From, handedOver?: readonly ArrayBuffer[]): void;
}

/** How many threads the machine runs at the same time. */
export function machineCores(): number {
  return navigator.hardwareConcurrency;
}

/**
 * Starts a thread with a module of this program as its main.
 *
 * @param entry the module's path from the repository's root, such as `./src/backtest/worker.ts`. The compiled program finds it by exactly
 *   that, from any folder, provided that it was given to the compiler as an entry point (`bin/build.ts`); from source it is a file.
 */
export function startWorker<To, From>(entry: string, events: WorkerEvents<From>): WorkerThread<To> {
  const isCompiled = Bun.main.startsWith("/$bunfs/") || Bun.main.includes("~BUN");
  // A small heap: it collects sooner, and several threads together stay small.
  const worker = new Worker(isCompiled ? entry : new URL(`../../${entry}`, import.meta.url).href, { smol: true });
  let isOver = false;
  const over = (problem: string): void => {
    if (isOver) return;
    isOver = true;
    worker.terminate();
    events.died(problem);
  };
  worker.addEventListener("message", ({ data }: MessageEvent) => {
    if (!isOver) events.message(data as From);
  });
  worker.addEventListener("error", ({ message }: ErrorEvent) => over(message));
  worker.addEventListener("close", () => over("the thread has ended"));
  return {
    post: (message) => worker.postMessage(message),
    stop() {
      isOver = true;
      worker.terminate();
    },
  };
}

/** Called once by the main module of a thread: `act` is told of every message, one after the other. */
export function serveAsWorker<To, From>(act: (message: To, side: WorkerSide<From>) => void): void {
  const side: WorkerSide<From> = {
    answer: (message, handedOver = []) => postMessage(message, [...handedOver]),
  };
  addEventListener("message", ({ data }: MessageEvent) => act(data as To, side));
}
