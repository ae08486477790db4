import { CONTRACT, PRICE_ONE } from "../../../market/units.ts";
import { positions } from "../rest/positions.ts";
import type { Bench } from "./bench.ts";
import { known, type Result, unknown } from "./fact.ts";
import { dollars } from "./money-text.ts";
import { hasFailed, type Probe } from "./probe.ts";
import { cheapestOffer } from "./spots.ts";
import { amendThrough } from "./taking.ts";

const NAME = "collateral_return";
/** Two sales and the purchases that end them. */
const CONTRACTS = 4;
const ATTEMPTS = 3;
/** Less than the dollar that is looked for, more than a fee. */
const DOUBT = PRICE_ONE * 25;
const DOLLAR = PRICE_ONE * 100;

/**
 * V-9: whether a second NO in another leg gives back the dollar of the first. Sells one contract in each of two legs, the dearest ones, for the least
 * that can be lost, and buys them back. Both can't win, so at most the dearer one's collateral is at stake meanwhile.
 */
export const collateralReturn: Probe = {
  facts: [NAME],
  does: "sells one contract in each of two legs and buys them back",
  async measure(bench) {
    if (!bench.event.mutuallyExclusive)
      return [unknown(NAME, "the event's legs don't exclude each other: name another")];
    if (bench.contractsLeft < CONTRACTS) {
      return [unknown(NAME, "two contracts have to be sold short and bought back: measured on demo only")];
    }
    const { subaccount } = bench.place;
    await bench.vouched(bench.now());
    const held = await bench.client.all(positions({ subaccount, settlementStatus: "unsettled" }));
    const used = held.filter(({ position }) => position !== 0).map(({ ticker }) => ticker);
    if (held.some(({ ticker, position }) => position < 0 && isLeg(bench, ticker))) {
      return [unknown(NAME, "NOs of the event are held already: it can't be told what a new one gives back")];
    }
    const sold = new Set<string>();
    const result = await soldTwice(bench, used, sold);
    const backs: string[] = [];
    for (const ticker of sold) backs.push(await buyBack(bench, ticker));
    return [{ ...result, evidence: [...result.evidence, ...backs] }];
  },
};

async function soldTwice(bench: Bench, used: readonly string[], sold: Set<string>): Promise<Result> {
  const seen: string[] = [];
  try {
    const first = await sell(bench, used, sold);
    if (typeof first === "string") return unknown(NAME, first);
    seen.push(first.seen);
    const second = await sell(bench, [...used, first.ticker], sold);
    return typeof second === "string" ? unknown(NAME, second, ...seen) : judged(first, second);
  } catch (error) {
    if (!hasFailed(error)) throw error;
    return unknown(NAME, error.message, ...seen); // what was sold is still to be bought back
  }
}

interface Sale {
  readonly ticker: string;
  /** By how much the sale has changed the cash, beyond what it locks up with nothing returned; in micro-dollars. */
  readonly returned: number;
  readonly seen: string;
}

/** A sale, or why there was none; `sold` learns of whatever was filled. */
async function sell(bench: Bench, except: readonly string[], sold: Set<string>): Promise<Sale | string> {
  const offer = await cheapestOffer(bench, "ask", except);
  const before = await bench.cashAfter(bench.now());
  const { outcome, order, seen } = await amendThrough(bench, offer, await bench.group());
  if (order.filled > 0) sold.add(offer.ticker);
  if (outcome !== "takes" || order.status !== "executed") return `a sale is needed, and it didn't come about: ${seen}`;
  const cash = await bench.cashAfter(bench.now());
  const locked = -(PRICE_ONE - offer.price) * order.filled;
  const returned = cash - before - locked;
  const text = `sold 1 contract in ${offer.ticker} at ${offer.price / 100}c: the cash changed by ${dollars(cash - before)}`;
  return { ticker: offer.ticker, returned, seen: text };
}

function judged(first: Sale, second: Sale): Result {
  const seen = [first.seen, second.seen];
  if (Math.abs(first.returned) > DOUBT)
    return unknown(NAME, "the cash moved by something else meanwhile: try again", ...seen);
  if (Math.abs(second.returned) < DOUBT) return known(NAME, false, ...seen);
  if (Math.abs(second.returned - DOLLAR) < DOUBT) return known(NAME, true, ...seen);
  return unknown(NAME, "the cash moved by neither of what was expected: try again", ...seen);
}

/** Whether it could be is told, for what remains is the operator's to close. */
async function buyBack(bench: Bench, ticker: string): Promise<string> {
  const others = bench.markets.map((market) => market.ticker).filter((each) => each !== ticker);
  let why = "what it should have met was gone each time";
  try {
    for (let attempt = 1; attempt <= ATTEMPTS && bench.contractsLeft >= 1; attempt++) {
      const offer = await cheapestOffer(bench, "bid", others);
      const { order } = await amendThrough(bench, offer, await bench.group());
      if (order.filled > 0) return `bought back in ${ticker}: ${order.filled / CONTRACT}`;
    }
  } catch (error) {
    if (!hasFailed(error)) throw error;
    why = error.message;
  }
  return `not bought back in ${ticker}, where 1 contract may be short: ${why}`;
}

function isLeg(bench: Bench, ticker: string): boolean {
  return bench.event.markets.some((market) => market.ticker === ticker);
}
