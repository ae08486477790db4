import type { MoneyView, View } from "../src/app/view.ts";
import { riskTone } from "./contract-cells.ts";
import { type Line, line } from "./line.ts";
import { shareMeter } from "./meter.ts";
import { signedUsd } from "./numbers.ts";
import { padLeft, padRight, shorten } from "./text.ts";

const NAME = 16;
const AMOUNT = 9;
const METER = 5;
const ENTRY = NAME + AMOUNT + METER + 4;

/** Our result by who wins, worst first, in as many columns as fit; none where contracts pay independently. */
export function outcomesText({ outcomes, contracts, money }: View, columns: number): Line[] {
  if (outcomes.length === 0) return [];
  const titles = new Map(contracts.map(({ label, title }) => [label, title]));
  const across = Math.max(1, Math.floor(columns / ENTRY));
  const deep = Math.ceil(outcomes.length / across);
  const entries = outcomes.map(({ label, resultUsd }) =>
    entry(label === null ? "none of these" : titles.get(label) || label, resultUsd, money),
  );
  return [
    line("Result by winner, with all that may be live filled where it hurts", "strong"),
    ...Array.from({ length: deep }, (_, row) =>
      Array.from({ length: across }, (_, column) => entries[row + column * deep] ?? []).flat(),
    ),
    [],
  ];
}

function entry(name: string, resultUsd: number, { worstCaseLimitUsd }: MoneyView): Line {
  const share = worstCaseLimitUsd > 0 ? Math.max(0, -resultUsd) / worstCaseLimitUsd : resultUsd < 0 ? 1 : 0;
  const tone = riskTone(share);
  return [
    ...line(padRight(shorten(name, NAME), NAME)),
    ...line(padLeft(signedUsd(resultUsd), AMOUNT), tone === "calm" ? "plain" : tone),
    ...line(" "),
    ...shareMeter(share, METER, tone),
    ...line("   "),
  ];
}
