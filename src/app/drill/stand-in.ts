import { z } from "zod";
import { after, type Price, type Side } from "../../market/units.ts";
import { type Bench, LONGEST_LIFE_MS } from "../../venue/kalshi/probe/bench.ts";
import { hasFailed, Interrupted, ProbeStop } from "../../venue/kalshi/probe/probe.ts";
import { gridOf } from "../../venue/kalshi/probe/spots.ts";

/** What stands in for an engine is to place. */
export interface StandInOrder {
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly price: Price;
  /** The drill's own order group, in which it rests. */
  readonly group: string;
}

/** A process that has placed an order and renews it, as an engine does. */
export interface StandIn {
  readonly orderId: string;
  /** Ends it without its knowing: resolves when it is no more. */
  die(): Promise<void>;
}

/** Renewed so often, its expiry is always about as far ahead as it may be: the longest that anything can outlive its process. */
const RENEW_EVERY_MS = 2_000;
/** Nobody kills it any more. */
const LONGEST_MS = 60_000;

const order = z.object({
  clientOrderId: z.string(),
  ticker: z.string(),
  side: z.enum(["bid", "ask"]),
  price: z.int().transform((value) => value as Price),
  group: z.string(),
});

/** An order from the words that a stand-in was started with. Throws what zod or JSON does for others. */
export function standInOrder(text: string): StandInOrder {
  return order.parse(JSON.parse(text));
}

/**
 * Does what an engine does about one order, until it is killed: places it, says so, and puts its expiry off again and again. An interruption or a minute
 * without a kill ends it, and the order is taken away. Throws ProbeStop for another order than a drill's: nobody is asked for consent here.
 */
export async function standIn(bench: Bench, wanted: StandInOrder, placed: (orderId: string) => void): Promise<void> {
  const { ticker, side, price } = wanted;
  if (side !== "bid" || price !== gridOf(bench, ticker).lowest)
    throw new ProbeStop(`--stand-in: expected a bid at the lowest price of ${ticker}, as tauroi drill asks for`);
  const made = await bench.create(wanted);
  placed(made.orderId);
  const until = after(bench.now(), LONGEST_MS);
  try {
    while (bench.now() < until) {
      await bench.sleep(RENEW_EVERY_MS);
      await bench.amend(made, { expiresAt: after(bench.now(), LONGEST_LIFE_MS) }).catch(triedAgain);
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    await bench.cancel(made);
  }
}

/** A renewal that has failed is made again soon; an interruption isn't a failure. */
function triedAgain(error: unknown): void {
  if (!hasFailed(error)) throw error;
}
