import { CONTRACT, type Money, type Price, type Quantity, type Time } from "../../../market/units.ts";
import { fee } from "../../../strategy/fees.ts";
import { broughtForward } from "../account-reading.ts";
import { readFees } from "../event-watch.ts";
import { feesAt } from "../fees.ts";
import { KalshiError } from "../rest/error.ts";
import { type AccountFill, fills } from "../rest/fills.ts";
import { positions } from "../rest/positions.ts";
import type { Bench, Placed } from "./bench.ts";
import { known, type Result, unknown } from "./fact.ts";
import { dollars } from "./money-text.ts";
import type { Probe } from "./probe.ts";
import { cheapestOffer, farSpot, type Offer } from "./spots.ts";
import { amendThrough, type Crossing } from "./taking.ts";

const ATTEMPTS = 3;
const FILLED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 500;
/** More than fee and rounding of one contract can come to, in micro-dollars. */
const MOST_CHARGED = 100_000;

/**
 * V-1, and what only a fill can show: V-6, V-8 and V-10. A post-only order of one contract is amended to the cheapest price on offer, in a group
 * whose limit is that contract.
 */
export const filledOrder: Probe = {
  facts: ["post_only_amend", "group_trips_at", "fee_cost_includes_rounding", "reuse_after_execution"],
  does: "amends a post-only order through the market: it may buy one contract",
  async measure(bench) {
    for (let attempt = 1; ; attempt++) {
      if (bench.contractsLeft < 1) return withoutFill(unknown("post_only_amend", "no contract may be filled any more"));
      const offer = await cheapestOffer(bench);
      const group = await bench.group(1);
      const before = await holdings(bench);
      const crossing = await amendThrough(bench, offer, group);
      const { outcome, seen } = crossing;
      if (outcome === "missed" && attempt < ATTEMPTS) continue;
      if (outcome === "missed") {
        return withoutFill(unknown("post_only_amend", "what it should have met was gone each time: try again", seen));
      }
      if (outcome === "other") {
        return withoutFill(unknown("post_only_amend", "the amend was refused for another reason", seen));
      }
      const amend = known("post_only_amend", outcome, seen);
      if (outcome !== "takes") return withoutFill(amend);
      return [
        amend,
        await tripped(bench, crossing, group),
        await charged(bench, offer, crossing, before),
        await reused(bench, crossing),
      ];
    }
  },
};

function withoutFill(amend: Result): readonly Result[] {
  const why = "a fill is needed, and the amend, the only request that may take, has brought none";
  const others = ["group_trips_at", "fee_cost_includes_rounding", "reuse_after_execution"] as const;
  return [amend, ...others.map((name) => unknown(name, why))];
}

/** Whether the group takes another order after fills of just its limit; another group shows that nothing else keeps it out. */
async function tripped(bench: Bench, { order }: Crossing, group: string): Promise<Result> {
  const name = "group_trips_at";
  if (order.filled !== CONTRACT) {
    return unknown(name, `just the limit of 1 contract has to be filled; ${order.filled / CONTRACT} were`);
  }
  if (order.orderGroupId !== group) {
    return unknown(name, "the amend has taken the order out of its group (V-14), so that its fill doesn't count there");
  }
  const spot = await farSpot(bench);
  const into = await bench.tryCreate({ ...spot, group });
  const beside = await bench.tryCreate({ ...spot, group: await bench.group() });
  if (beside instanceof KalshiError)
    return unknown(name, `an order in another group was refused as well: ${beside.message}`);
  await bench.cancel(beside);
  const filled = "1 contract was filled in a group with a limit of 1";
  if (into instanceof KalshiError)
    return known(name, "limit", `${filled}: the next order was refused (HTTP ${into.status})`);
  await bench.cancel(into);
  return known(name, "above-limit", `${filled}: the next order was accepted`);
}

interface Holdings {
  readonly cash: number;
  readonly positions: Parameters<typeof broughtForward>[0]["positions"];
}

async function holdings(bench: Bench): Promise<Holdings> {
  const cash = await bench.cashAfter(bench.now());
  const { subaccount } = bench.place;
  const held = await bench.client.all(positions({ subaccount, settlementStatus: "unsettled" }));
  return { cash, positions: held };
}

/** What the balance has fallen by beyond the price, against what the fills say that was charged. */
async function charged(
  bench: Bench,
  { ticker }: Offer,
  { placed, order }: Crossing,
  before: Holdings,
): Promise<Result> {
  const name = "fee_cost_includes_rounding";
  const listed = await fillsOf(bench, placed, bench.now());
  if (listed.reduce((sum, { quantity }) => sum + quantity, 0) !== order.filled) {
    return unknown(name, "the exchange doesn't list the fill yet, and its fee_cost with it: try again");
  }
  const cash = await bench.cashAfter(bench.now());
  const free = listed.map((fill) => ({ ...fill, fee: 0 as Money }));
  const expected = broughtForward({ balance: before.cash as Money, positions: before.positions }, free).balance;
  const fell = expected - cash;
  const told = listed.reduce((sum, fill) => sum + fill.fee, 0);
  const { seriesTicker, ticker: event } = bench.event;
  const { fees } = feesAt(await readFees(bench.client, seriesTicker, event, bench.now()), bench.now());
  const model = listed.reduce((sum, { isTaker, price, quantity, side }) => {
    return sum + fee(fees, isTaker ? "taker" : "maker", price as Price, quantity as Quantity, side);
  }, 0);
  const seen = `${ticker}: the balance fell by ${dollars(fell)} beyond the price, fee_cost is ${dollars(told)}, the fee by the schedule ${dollars(model)}`;
  if (fell < 0 || fell > MOST_CHARGED) {
    return unknown(
      name,
      "the balance moved by something else meanwhile (other shorts in the event, another hand)",
      seen,
    );
  }
  if (fell !== told) return known(name, false, seen);
  if (told !== model) return known(name, true, seen);
  return unknown(name, "nothing was rounded in this fill, as it is with a member's account: both are the same", seen);
}

async function fillsOf(bench: Bench, { orderId, ticker }: Placed, at: Time): Promise<readonly AccountFill[]> {
  await bench.vouched(at);
  for (const until = bench.now() + FILLED_WITHIN_MS; ; await bench.sleep(LOOK_EVERY_MS)) {
    const listed = await bench.client.all(fills({ tickers: [ticker], orderId, subaccount: bench.place.subaccount }));
    if (listed.length > 0 || bench.now() > until) return listed;
  }
}

async function reused(bench: Bench, { placed, order }: Crossing): Promise<Result> {
  const name = "reuse_after_execution";
  if (order.status !== "executed")
    return unknown(name, `an order executed in full is needed; this one was ${order.status}`);
  const { clientOrderId } = placed;
  const again = await bench.tryCreate({ ...(await farSpot(bench)), group: await bench.group(), clientOrderId });
  if (!(again instanceof KalshiError)) {
    await bench.cancel(again);
    return known(name, true, "the id of an executed order was taken again");
  }
  const told = `the id of an executed order: HTTP ${again.status} (${again.code ?? again.reason})`;
  return again.kind === "conflict" ? known(name, false, told) : unknown(name, "refused for another reason", told);
}
