import { acts, type KeyBinding, keyGroups } from "./keys.ts";
import { LADDER_LEGEND } from "./ladder.ts";
import { type Line, line } from "./line.ts";
import { folded, padRight } from "./text.ts";

const KEY_COLUMN = 10;

const SIGNS: readonly string[] = [
  `ladder: ${LADDER_LEGEND}`,
  "fair 47.3±1.2: fair value and its standard deviation, cents of YES",
  "us ~44/50?: ~ in flight to the exchange, ? fate unknown, -- none",
  "z: the latest move; │ quotes widen, ┃ quotes are pulled",
  "skew: cents by which both our quotes are lowered",
  "inv: contracts held, + YES, - NO; │ the growing side stops, [ ] limit",
  "risk: worst loss of this contract as a share of the event's limit",
  "+2 after a reason: two more hold; enter shows all",
];

/** Every key of the table with what it does, grouped by what it does to risk, and the signs that the panels use. */
export function helpText(columns: number, readonly = false): Line[] {
  const off = readonly ? folded("Opened with --readonly: keys marked off act on nothing here.", columns) : [];
  return [
    ...off.map((part) => line(part, "warn")),
    ...keyGroups().flatMap(({ title, bindings }) => [
      line(title, "strong"),
      ...bindings.flatMap((binding) => keyLines(binding, columns, readonly)),
    ]),
    line("Signs", "strong"),
    ...SIGNS.flatMap((sign) => folded(sign, columns).map((part) => line(part))),
  ];
}

function keyLines(binding: KeyBinding, columns: number, readonly: boolean): Line[] {
  const { shown, what } = binding;
  const isOff = readonly && acts(binding);
  const [first = "", ...more] = folded(`${isOff ? "off: " : ""}${what}`, columns - KEY_COLUMN - 1);
  const tone = isOff ? "quiet" : "plain";
  const key = line(` ${padRight(shown, KEY_COLUMN)}`, isOff ? "quiet" : "strong");
  const indent = line(" ".repeat(KEY_COLUMN + 1));
  return [
    [...key, ...line(first.trimStart(), tone)],
    ...more.map((part) => [...indent, ...line(part.trimStart(), tone)]),
  ];
}
