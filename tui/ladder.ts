import type { ContractView, QuoteView, SideView } from "../src/app/view.ts";
import { type Line, line, type Span, type Tone } from "./line.ts";

/** Half-widths of the window in cents; the smallest that shows everything is taken, so that it seldom changes. */
const HALF_WIDTHS = [5, 10, 15, 25] as const;
const STEP = 5; // the window's middle is a multiple of it, for the same reason
const HIGHEST = 100;
const EDGE = 4; // columns for a bound and a space

export const LADDER_LEGEND = "b a ours · ( ) the others' best · ● fair value · x last trade";

/** The best of one side's quotes that may be live: highest bid, lowest ask. */
export function bestWorking(side: SideView, isBid: boolean): QuoteView | undefined {
  return side.working.reduce<QuoteView | undefined>(
    (best, quote) =>
      best === undefined || (isBid ? quote.priceCents > best.priceCents : quote.priceCents < best.priceCents)
        ? quote
        : best,
    undefined,
  );
}

/**
 * One contract's prices on a line of `width` columns (at least 20), cheap to the left: ` 35 ····(──b──●──a──)···· 60`. Where two
 * fall into one cell the one listed first in the legend is shown.
 */
export function ladder(contract: ContractView, width: number): Line {
  const { othersBidCents, othersAskCents, fairCents, lastTradeCents } = contract;
  const ownBid = bestWorking(contract.bid, true)?.priceCents ?? null;
  const ownAsk = bestWorking(contract.ask, false)?.priceCents ?? null;
  const prices = [ownBid, ownAsk, othersBidCents, othersAskCents, fairCents, lastTradeCents].filter(
    (price) => price !== null,
  );
  const cells = width - 2 * EDGE;
  if (prices.length === 0 || cells < 3) return line("no prices".slice(0, Math.max(0, width)), "quiet");

  const centre = Math.round((fairCents ?? middle(prices)) / STEP) * STEP;
  const reach = Math.max(...prices.map((price) => Math.abs(price - centre)));
  const halfWidth = HALF_WIDTHS.find((half) => half >= reach) ?? HIGHEST / 2;
  const low = Math.max(0, Math.min(HIGHEST - 2 * halfWidth, centre - halfWidth)); // prices end at 0 and 100
  const cellOf = (price: number) =>
    Math.min(cells - 1, Math.max(0, Math.round(((price - low) / (2 * halfWidth)) * (cells - 1))));

  const row: Span[] = Array.from({ length: cells }, () => ({ text: "·", tone: "quiet" }));
  if (othersBidCents !== null && othersAskCents !== null) {
    for (let cell = cellOf(othersBidCents); cell <= cellOf(othersAskCents); cell++)
      row[cell] = { text: "─", tone: "quiet" };
  }
  const put = (price: number | null, text: string, tone: Tone) => {
    if (price !== null) row[cellOf(price)] = { text, tone };
  };
  put(lastTradeCents, "x", "plain");
  put(fairCents, "●", "strong");
  put(othersBidCents, "(", "plain");
  put(othersAskCents, ")", "plain");
  put(ownBid, "b", "bid");
  put(ownAsk, "a", "ask");
  return [...line(bound(low), "quiet"), ...merged(row), ...line(bound(low + 2 * halfWidth), "quiet")];
}

function middle(prices: readonly number[]): number {
  return (Math.min(...prices) + Math.max(...prices)) / 2;
}

function bound(price: number): string {
  return String(price).padStart(3).padEnd(EDGE);
}

/** Neighbours of one tone become one span: fewer pieces to draw. */
function merged(spans: Line): Line {
  return spans.reduce<Span[]>((done, span) => {
    const last = done.at(-1);
    if (last?.tone === span.tone) done[done.length - 1] = { text: last.text + span.text, tone: span.tone };
    else done.push(span);
    return done;
  }, []);
}
