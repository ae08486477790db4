import type { DepthEvent, Stretch } from "./depth-events.ts";

/** A print and the change of the book by it may be stamped so far apart. */
const APART_MS = 1_000;
/** Sums of more changes than this, or found in more steps, aren't looked for: they would hardly be the only ones. */
const MOST_STEPS = 200_000;

/** How many stretches between tickers there were in which something was traded, and in how many it is clear what. */
export interface Inference {
  intervals: number;
  clear: number;
}

/**
 * Says of each change that shrank a level why. Where prints were recorded, those of the same price and size are trades and all others cancels. Where only
 * tickers were: between two of them the traded volume has grown by so much; a change that came with its opposite at the same instant moved an order,
 * one that wasn't at the best price was cancelled; if the rest has exactly one selection that sums up to what was traded, those are trades and the
 * others cancels. Otherwise it stays unknown.
 */
export function markTrades({ events, news, newsAfter }: Stretch, inference: Inference): void {
  if (news.some(({ type }) => type === "print")) markPrints(events, news);
  else markVolumes(events, news, newsAfter, inference);
}

function markPrints(events: readonly DepthEvent[], news: Stretch["news"]): void {
  const shrunk = Map.groupBy(
    events.filter(({ by }) => by < 0),
    ({ side, price, by }) => `${side} ${price} ${-by}`,
  );
  const taken = new Set<DepthEvent>();
  for (const print of news) {
    if (print.type !== "print") continue;
    const alike = shrunk.get(`${print.side} ${print.price} ${print.quantity}`) ?? [];
    const match = alike.find((event) => !taken.has(event) && Math.abs(event.at - print.at) <= APART_MS);
    if (match === undefined) continue;
    taken.add(match);
    match.why = "trade";
  }
  for (const event of events) if (event.why === "unknown") event.why = "cancel";
}

/** The exchange counts each traded contract twice in a ticker's volume: once a side. */
const VOLUME_OF_A_CONTRACT = 2;

function markVolumes(
  events: readonly DepthEvent[],
  news: Stretch["news"],
  newsAfter: readonly number[],
  inference: Inference,
): void {
  const atOnce = Map.groupBy(events, ({ at }) => at);
  const isMove = ({ at, by }: DepthEvent): boolean => atOnce.get(at)!.some((other) => other.by === -by);
  for (const event of events) if (event.by < 0 && (!event.isBest || isMove(event))) event.why = "cancel";
  let from = 0;
  let volume: number | undefined;
  for (const [index, told] of news.entries()) {
    if (told.type !== "volume") continue;
    const until = newsAfter[index]!;
    const open = events.slice(from, until).filter(({ why }) => why === "unknown");
    if (volume !== undefined && told.volume >= volume) {
      const traded = (told.volume - volume) / VOLUME_OF_A_CONTRACT;
      if (traded > 0) inference.intervals += 1;
      const chosen = onlySelection(
        open.map(({ by }) => -by),
        traded,
      );
      if (chosen !== undefined) {
        if (traded > 0) inference.clear += 1;
        for (const [place, event] of open.entries()) event.why = chosen.has(place) ? "trade" : "cancel";
      }
    }
    volume = told.volume;
    from = until;
  }
}

/** The places of the only selection of `sizes` that sums up to `total`; undefined where there is none, another, or too much to look through. */
export function onlySelection(sizes: readonly number[], total: number): ReadonlySet<number> | undefined {
  const left = new Array<number>(sizes.length + 1).fill(0);
  for (let at = sizes.length - 1; at >= 0; at--) left[at] = left[at + 1]! + sizes[at]!;
  const path: number[] = [];
  let found: ReadonlySet<number> | undefined;
  let count = 0;
  let steps = 0;
  const look = (at: number, missing: number): void => {
    steps += 1;
    if (count > 1 || steps > MOST_STEPS) return;
    if (missing === 0) {
      count += 1;
      found = new Set(path);
      return;
    }
    if (at === sizes.length || left[at]! < missing) return;
    if (sizes[at]! <= missing) {
      path.push(at);
      look(at + 1, missing - sizes[at]!);
      path.pop();
    }
    look(at + 1, missing);
  };
  look(0, total);
  return count === 1 && steps <= MOST_STEPS ? found : undefined;
}
