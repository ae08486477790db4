import type { Session } from "../app/session.ts";

/** Signals that end a run, once its orders are pulled. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** Says what is to be said when the program ends at once, with this exit code, by this signal. */
export type LastWords = (exitCode: number, signal: string) => void;

export interface RunSignals {
  /** The exit code of the one that ends the run; undefined before. */
  readonly received: number | undefined;
  /** From now on the first signal pulls everything and ends this session; a second one ends the program at once. */
  join(session: Session, lastWords: LastWords): void;
}

/** Listens from before the start, in which nothing of ours can rest yet: a signal ends the program at once then. */
export function listenForSignals(whileStarting: LastWords): RunSignals {
  let received: number | undefined;
  let joined: { readonly session: Session; readonly lastWords: LastWords } | undefined;
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      if (joined === undefined || received !== undefined) {
        (joined?.lastWords ?? whileStarting)(128 + number, name);
        process.exit(128 + number);
      }
      received = 128 + number;
      joined.session.operate("stop", `signal ${name}`);
    });
  }
  return {
    get received() {
      return received;
    },
    join(session, lastWords) {
      joined = { session, lastWords };
    },
  };
}
