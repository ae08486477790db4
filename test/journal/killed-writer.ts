/**
 * Writes a journal to the folder it is given, in the way it is given, and prints how many inputs are durable each time that more are; then it is killed
 * in the middle of the next (or stays until it is, with `stay`).
 */
import { openJournal } from "../../src/journal/open-journal.ts";
import { committed } from "./committed.ts";
import { start, tick } from "./inputs.ts";

const [state = "", writer, stay] = process.argv.slice(2);
const journal = openJournal(state, "tauroi test", { writer: writer === "thread" ? "thread" : "direct" });
journal.append(start(), []);
let count = 1;
for (let batch = 0; batch < 20; batch++) {
  for (let n = 0; n < 50; n++, count++) journal.append(tick(1_001 + count), [{ type: "cancelAll" }]);
  await committed(journal);
  process.stdout.write(`${count}\n`);
}
journal.append(tick(1_002 + count), []);
journal.commit(() => undefined);
if (stay === undefined) process.kill(process.pid, "SIGKILL");
else process.stdin.resume();
