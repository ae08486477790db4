/**
 * Makes the pictures of the README: `bun run screenshots`. The compiled program trades the embedded exchange in a pane of tmux, the keys
 * are pressed, and what stands on the screen then is written to docs/screens as it is. Needs tmux.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileProgram } from "../e2e/program.ts";
import { TmuxPane } from "../tui/tmux.ts";
import { screenSvg } from "./svg.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "docs", "screens");
const SEED = "7";
const SIZE = { columns: 120, rows: 36 };
/** Long enough for trades in every contract: half an hour of the embedded exchange's time. */
const TRADING_MS = 30_000;

interface Picture {
  readonly name: string;
  readonly title: string;
  readonly keys: readonly string[];
  readonly shows: RegExp;
}

const PICTURES: readonly Picture[] = [
  {
    name: "contracts",
    title: "A panel per contract: fair value, market and own quotes, z-score, inventory, risk, state and its reason",
    keys: ["p", "Down"],
    shows: /pulled by/,
  },
  {
    name: "event",
    title: "The event: every leg, and what each outcome is worth to us",
    keys: ["2"],
    shows: /closes in/,
  },
  { name: "detail", title: "One contract in detail, with its charts", keys: ["1", "Enter"], shows: /half-spread/ },
];

const program = await compileProgram();
const pane = new TmuxPane(SIZE.columns, SIZE.rows, { ...program.environment, CI: "", NO_COLOR: "" });
try {
  mkdirSync(FOLDER, { recursive: true });
  pane.type(`clear; ${program.path} --seed ${SEED}`, "Enter");
  await pane.until(/Nova Lind/);
  await Bun.sleep(TRADING_MS);
  for (const { name, title, keys, shows } of PICTURES) {
    for (const key of keys) {
      pane.type(key);
      await Bun.sleep(300); // a frame each
    }
    await pane.until(shows);
    await Bun.sleep(9_000); // what the keys were answered gives way to what they do
    const file = join(FOLDER, `${name}.svg`);
    writeFileSync(file, screenSvg(pane.coloured, SIZE.columns, title));
    process.stdout.write(`${file}\n`);
  }
  pane.type("q");
  await pane.until(/ended:/);
} finally {
  pane.close();
  await program.remove();
}
