import type { View } from "../src/app/view.ts";
import { labelled, riskTone } from "./contract-cells.ts";
import { type Field, fitFields } from "./fields.ts";
import { type Line, line } from "./line.ts";
import { shareMeter } from "./meter.ts";
import { signedUsd, usd } from "./numbers.ts";

const METER = 5;

/** What could be lost: the day's result against the breaker, the worst outcome against its limit, the balance above its floor. */
export function moneyLine({ money, dryRun }: View, columns: number): Line {
  const lost = Math.max(0, -money.pnlTodayUsd);
  const breaker = money.breakerUsd > 0 ? lost / money.breakerUsd : 0;
  const worst = money.worstCaseLimitUsd > 0 ? Math.max(0, money.worstCaseUsd) / money.worstCaseLimitUsd : 0;
  const above = money.balanceUsd - money.floorUsd;
  return fitFields(
    [
      limited(
        dryRun === undefined ? "P&L today" : "optimistic P&L today",
        dryRun === undefined ? "P&L" : "optimistic",
        money.pnlTodayUsd,
        money.breakerUsd,
        breaker,
        3,
      ),
      ...(dryRun === undefined ? [] : [throughOnly(dryRun, money.netUsd)]),
      limited("worst case", "worst", -money.worstCaseUsd, money.worstCaseLimitUsd, worst, 2),
      {
        importance: 1,
        forms: [
          line(`balance ${usd(money.balanceUsd)}, ${signedUsd(above)} over floor`, above < 0 ? "alarm" : "plain"),
          labelled("over floor", line(signedUsd(above), above < 0 ? "alarm" : "plain")),
          labelled("floor", line(signedUsd(above), above < 0 ? "alarm" : "plain")),
        ],
      },
      {
        importance: 0,
        isExtra: true,
        forms: [line(`net ${signedUsd(money.netUsd)} after ${usd(money.feesUsd)} fees`, "quiet")],
      },
    ],
    columns,
  );
}

/** A dry run's own figures flatter: beside them stands what the same orders got from nothing but what was beyond their price. */
function throughOnly({ throughOnly: { netUsd } }: NonNullable<View["dryRun"]>, optimisticUsd: number): Field {
  const figure = line(signedUsd(netUsd), "strong");
  return {
    importance: 2,
    forms: [
      [...labelled("net", line(signedUsd(optimisticUsd))), ...line(", "), ...labelled("through-only", figure)],
      labelled("through-only", figure),
      labelled("through", figure),
    ],
  };
}

/** An amount against the loss at which something stops: "P&L today -$3.21 of -$50.00 ▌····" */
function limited(
  label: string,
  short: string,
  amount: number,
  limit: number,
  share: number,
  importance: number,
): Field {
  const tone = riskTone(share);
  const figure = line(signedUsd(amount).padStart(8), tone === "calm" ? "strong" : tone);
  const bound = line(` of ${usd(-limit)}`, "quiet");
  const meter = [...line(" "), ...shareMeter(share, METER, tone)];
  return {
    importance,
    forms: [
      [...labelled(label, figure), ...bound, ...meter],
      [...labelled(short, figure), ...bound, ...meter],
      [...labelled(short, figure), ...bound],
      labelled(short, figure),
    ],
  };
}
