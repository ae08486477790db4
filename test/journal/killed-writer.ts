/** Writes a journal to the folder it is given, then is killed in the middle of it (or stays until it is, with `stay`). */
import { openJournal } from "../../src/journal/journal.ts";
import { start, tick } from "./inputs.ts";

const [state = "", stay] = process.argv.slice(2);
const journal = openJournal(state, "tauroi test");
journal.append(start(), []);
journal.append(tick(1_001), [{ type: "cancelAll" }]);
journal.commit();
journal.append(tick(1_002), []);
process.stdout.write("committed\n");
if (stay === undefined) process.kill(process.pid, "SIGKILL");
else process.stdin.resume();
