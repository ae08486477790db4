import type { ContractView, View } from "../src/app/view.ts";
import { type Line, line } from "./line.ts";
import { folded } from "./text.ts";

/** What an operator can adopt: on one contract, or, without one, anywhere. */
export function canAdopt({ differences }: View, contract?: ContractView): boolean {
  return contract === undefined ? differences.length > 0 : differences.some(({ ticker }) => ticker === contract.ticker);
}

/** What the header says where our books and the exchange's account aren't the same; empty when they are. */
export function differencesHint({ differences }: View): string {
  const [first, ...more] = differences;
  if (first === undefined) return "";
  return more.length === 0 ? `differs (A adopts): ${first.text}` : `${differences.length} differ (tab shows, A adopts)`;
}

/** Everything that differs, with both numbers, and what can be done about it. */
export function differenceLines({ differences }: View, columns: number): Line[] {
  if (differences.length === 0) return [];
  const whole = differences.some(({ ticker }) => ticker === null);
  return [
    line("DIFFERS FROM THE EXCHANGE", "alarm"),
    ...differences.flatMap(({ text }) => folded(text, columns).map((part) => line(part, "warn"))),
    ...folded(
      whole
        ? "Nothing is quoted until it is explained, or A adopts what the exchange shows."
        : "These contracts aren't quoted until A adopts what another hand has done, or a on the selected one.",
      columns,
    ).map((part) => line(part, "strong")),
    [],
  ];
}
