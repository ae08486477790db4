/** Writes a journal to the folder it is given until the disk takes no more, then prints what the journal says of it, and how many inputs are durable. */
import { openJournal } from "../../src/journal/open-journal.ts";
import type { Time } from "../../src/market/units.ts";
import { committed, failure } from "./committed.ts";
import { start, tick } from "./inputs.ts";

const journal = openJournal(process.argv[2] ?? "", "tauroi test", { writer: "thread" });
journal.append(start(), []);
let count = 1;
const text = "x".repeat(50_000);
const { problem, isPassing } = await failure(async () => {
  for (;;) {
    await committed(journal);
    journal.append(tick(1_001 + count), [{ type: "alert", severity: "info", code: "fill", text }]);
    count++;
  }
});
const health = journal.health(2_000 as Time);
process.stdout.write(`${JSON.stringify({ problem, isPassing, health, durable: count - 1 })}\n`);
process.exit(0);
