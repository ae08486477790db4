import { expect, test } from "vitest";
import { machineCores, startWorker } from "../../src/ambient/workers.ts";

/** A thread, and what comes of it next. */
function started() {
  let next = Promise.withResolvers<readonly number[]>();
  const died = Promise.withResolvers<string>();
  const thread = startWorker<Int32Array | "die" | "throw", readonly number[]>("./test/ambient/served-thread.ts", {
    message: (message) => next.resolve(message),
    died: died.resolve,
  });
  return {
    died: died.promise,
    ask(message: Int32Array | "die" | "throw") {
      next = Promise.withResolvers();
      thread.post(message);
      return next.promise;
    },
    stop: () => thread.stop(),
  };
}

test("a thread answers, and sees memory that is shared and copies of the rest", async () => {
  const thread = started();
  const own = Int32Array.of(1, 2);
  const shared = new Int32Array(new SharedArrayBuffer(8));
  expect(await thread.ask(own)).toEqual([7, 2]);
  expect(await thread.ask(shared)).toEqual([7, 0]);
  expect([...own]).toEqual([1, 2]);
  expect([...shared]).toEqual([7, 0]);
  thread.stop();
});

test("a thread that ends or throws has died, and says why it did", async () => {
  const ending = started();
  void ending.ask("die");
  expect(await ending.died).toContain("ended");
  const throwing = started();
  void throwing.ask("throw");
  expect(await throwing.died).toContain("thrown in the thread");
});

test("the machine has at least one core", () => {
  expect(machineCores()).toBeGreaterThanOrEqual(1);
});
