/** The main of a thread that answers what it is told, for the test beside it. */
import { serveAsWorker } from "../../src/ambient/workers.ts";

serveAsWorker<Int32Array | "die" | "throw", readonly number[]>((message, side) => {
  if (message === "die") process.exit(3);
  if (message === "throw") throw new Error("thrown in the thread");
  message[0] = 7; // the other side sees it if the memory is shared
  side.answer([...message]);
});
