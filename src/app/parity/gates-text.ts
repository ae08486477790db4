import { textColumns } from "../../backtest/report/text-columns.ts";
import { differingText } from "./differing.ts";
import type { Gate, Gates } from "./gates.ts";

const VERDICTS = {
  go: "GO: the next step of the ramp may begin",
  wait: "WAIT: stay at this step; too little is known yet",
  stop: "STOP: end the ramp (docs/going-live.md says what to do)",
} as const;

const REHEARSED = "GO, were these real orders: no step of the ramp begins by a rehearsal";

/** The gates as text for a terminal, without a line break at its end. */
export function gatesText({ gates, verdict, sessions, live, left_out: leftOut, mixed, differing }: Gates): string {
  const rows = gates.map((gate) => [
    gate.gate,
    gate.verdict,
    valueText(gate),
    `${gate.seen}/${gate.needed}`,
    gate.stops_at,
  ]);
  return [
    ...textColumns(`${sessions} sessions`, ["gate", "verdict", "value", "seen/needed", "stops at"], rows, 2),
    ...(live ? [] : ["not all of these sessions sent real orders: this is a rehearsal of the gates"]),
    ...(leftOut > 0
      ? [`${leftOut} sessions can't be judged, their beginnings are lost: the ramp doesn't go on with them`]
      : []),
    ...(mixed.length > 0
      ? [`they aren't all of one ${mixed.join(", nor of one ")}: the ramp doesn't go on with them together`]
      : []),
    ...differing.map((each) => `  ${differingText(each)}`),
    verdict === "go" && !live ? REHEARSED : VERDICTS[verdict],
  ].join("\n");
}

function valueText({ gate, value }: Gate): string {
  if (value === null) return "-";
  return gate === "replay" ? String(value) : value.toFixed(2);
}
