import { KEYS, type KeyBinding } from "./keys.ts";
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
export function helpText(columns: number): Line[] {
  const group = (title: string, isIn: (binding: KeyBinding) => boolean): Line[] => [
    line(title, "strong"),
    ...KEYS.filter(isIn).map(keyLine),
  ];
  return [
    ...group(
      "At once, also twice (takes risk away)",
      ({ risk, place }) => risk === "reducing" && place === "everywhere",
    ),
    ...group("Asks first (adds risk)", ({ risk, place }) => risk === "adding" && place === "everywhere"),
    ...group("Looking around", ({ risk, place }) => risk === "none" && place === "everywhere"),
    ...group("When asked whether to resume", ({ place }) => place === "resuming"),
    ...group("When asked whether to adopt", ({ place }) => place === "adopting"),
    ...group("When asked on leaving", ({ place }) => place === "leaving"),
    line("Signs", "strong"),
    ...SIGNS.flatMap((sign) => folded(sign, columns).map((part) => line(part))),
  ];
}

function keyLine({ shown, what }: KeyBinding): Line {
  return [...line(` ${padRight(shown, KEY_COLUMN)}`, "strong"), ...line(what)];
}
