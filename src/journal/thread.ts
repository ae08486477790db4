/** The main module of the thread that writes a journal, and waits for its disk. */
import { serveAsWorker, type WorkerSide } from "../ambient/workers.ts";
import { journalError } from "./journal-error.ts";
import { SqliteWriter } from "./sqlite-writer.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

let file: { readonly path: string; readonly bytes: number } | undefined;
let writer: SqliteWriter | undefined;

serveAsWorker<ToThread, FromThread>((message, side) => {
  if (message.type === "open") {
    file = message;
    return;
  }
  if (file === undefined) throw new Error("something came before its file");
  const { path, bytes } = file;
  const done = attempt(path, side, () => {
    writer ??= new SqliteWriter(path, bytes); // opened when first needed, so that an answer tells what is wrong with it
    if (message.type === "write") writer.write(message.rows);
    else writer.close(message.ended ?? undefined);
  });
  if (done && message.type === "write") writer?.tidy();
});

function attempt(path: string, side: WorkerSide<FromThread>, action: () => void): boolean {
  try {
    action();
    side.answer({ type: "done", problem: null });
    return true;
  } catch (error) {
    const { problem, detail } = journalError(path, error);
    side.answer({ type: "done", problem: { problem, detail } });
    return false;
  }
}
