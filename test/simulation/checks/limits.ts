import { PRICE_ONE, type Side } from "../../../src/market/units.ts";
import type { Check, Violated } from "../check.ts";
import type { Program } from "../program.ts";
import { isCreate, ownEpoch } from "../wire.ts";
import type { World } from "../world.ts";

const DOLLAR = 1_000_000;
/** Fees and their rounding, which the limits reckon with in their own way. */
const FEES = 0.1 * DOLLAR;
/** So long after another hand has acted nobody need know of it. */
const UNTOLD_MS = 100_000;

interface Live {
  readonly ticker: string;
  readonly side: Side;
  readonly price: number;
  readonly quantity: number;
}

interface Named {
  readonly client_order_id: string;
  /** While it is triggered, or gone, the exchange takes no order of it. */
  readonly order_group_id?: string;
}

/**
 * No create breaks a limit if everything that may be live were filled at once: reckoned by trying all fills in all outcomes, on the exchange's own figures. What
 * rests there, what is on its way and what is filled is less than what the engine must reckon with, never more.
 */
export function limitChecks(world: World, violated: Violated): Check {
  let disturbedAt = Number.NEGATIVE_INFINITY;
  return {
    fact(fact) {
      const isOurs = "order" in fact && fact.order.account === world.account;
      if (isOurs && ownEpoch(fact.order.clientOrderId) === undefined) disturbedAt = world.now;
      if (fact.type === "settled" || fact.type === "determined" || fact.type === "fees") disturbedAt = world.now;
    },
    input(_, input) {
      if (input.type === "flow") disturbedAt = world.now;
    },
    sent(request) {
      if (!isCreate(request) || world.now - disturbedAt < UNTOLD_MS || world.flowedAt > world.now - UNTOLD_MS) return;
      const program = world.programs.find(({ life }) => life === request.life)!;
      const desk = program.run?.session.engine.desk;
      if (desk === undefined) return;
      const order = liveOf(request.body);
      const others = everythingLive(request.body);
      checkPosition(program, order, others);
      checkBalance(program, order, others);
      checkEvent(program, order, others);
    },
  };

  function everythingLive(except: string): Live[] {
    const live: Live[] = [];
    for (const { ticker, side, price, remaining } of world.resting.values())
      live.push({ ticker, side, price, quantity: remaining });
    for (const request of world.network.arriving()) {
      if (!isCreate(request) || request.body === except) continue;
      const { client_order_id: id, order_group_id: group } = JSON.parse(request.body) as Named;
      const isFenced = group !== undefined && world.truth.groups.get(world.account, group)?.triggered !== false;
      if (!isFenced && world.truth.records(world.account).find(id) === undefined) live.push(liveOf(request.body));
    }
    return live;
  }

  function checkPosition({ configuration, run }: Program, order: Live, others: readonly Live[]): void {
    const sign = order.side === "bid" ? 1 : -1;
    let position = sign * world.truth.position(world.account, order.ticker) + order.quantity;
    for (const { ticker, side, quantity } of others)
      if (ticker === order.ticker && side === order.side) position += quantity;
    const { maxPositionPerTicker } = configuration.limits;
    const { settings } = run!.session.engine.desk!.legs.get(order.ticker)!;
    const most = Math.min(maxPositionPerTicker, settings.maxPositionPerTicker ?? maxPositionPerTicker) * 100;
    if (position > most)
      violated("no create breaks the position limit", `${position} of ${most}: ${JSON.stringify({ order, others })}`);
  }

  function checkBalance({ configuration }: Program, order: Live, others: readonly Live[]): void {
    const floor = configuration.limits.minBalanceFloor;
    const before = lowestBalance(others);
    const after = lowestBalance([...others, order]);
    if (after < floor - FEES && after < before)
      violated(
        "no create breaks the balance's floor",
        `${before} becomes ${after}: ${JSON.stringify({ order, others })}`,
      );
  }

  /** The exchange's balance if those fills happened that take the most of it. */
  function lowestBalance(live: readonly Live[]): number {
    const { collateralReturn } = world.truth.accountTerms(world.account);
    let choices: { readonly cash: number; readonly short: number }[] = [
      { cash: world.truth.balance(world.account), short: 0 },
    ];
    for (const ticker of world.crowd.tickers) {
      const held = world.truth.position(world.account, ticker);
      const own = live.filter((order) => order.ticker === ticker);
      const sums = (side: Side): { quantity: number; cash: number } => {
        const sum = { quantity: 0, cash: 0 };
        for (const order of own) {
          if (order.side !== side) continue;
          sum.quantity += order.quantity;
          sum.cash += order.quantity * order.price;
        }
        return sum;
      };
      const [bid, ask] = [sums("bid"), sums("ask")];
      const fills = [
        { change: 0, cash: 0 },
        { change: bid.quantity, cash: -bid.cash },
        { change: -ask.quantity, cash: ask.cash },
        { change: bid.quantity - ask.quantity, cash: ask.cash - bid.cash },
      ];
      const before = Math.max(0, -held);
      choices = choices.flatMap(({ cash, short }) =>
        fills.map((fill) => {
          const then = Math.max(0, -(held + fill.change));
          return collateralReturn
            ? { cash: cash + fill.cash, short: Math.max(short, then) }
            : { cash: cash + fill.cash + (before - then) * PRICE_ONE, short: 0 };
        }),
      );
      if (choices.length > 64) choices = pareto(choices);
    }
    const largest = collateralReturn
      ? Math.max(0, ...world.crowd.tickers.map((ticker) => -world.truth.position(world.account, ticker)))
      : 0;
    return Math.min(...choices.map(({ cash, short }) => cash + (largest - short) * PRICE_ONE));
  }

  function checkEvent({ run }: Program, order: Live, others: readonly Live[]): void {
    const desk = run!.session.engine.desk!;
    const sign = order.side === "bid" ? 1 : -1;
    const held = sign * world.truth.position(world.account, order.ticker);
    const ahead = others.filter(({ ticker, side }) => ticker === order.ticker && side === order.side);
    const reducing = -held - ahead.reduce((sum, { quantity }) => sum + quantity, 0);
    if (order.quantity <= reducing) return;
    const limit = (desk.account.openingEquity * desk.start.limits.maxEventLossPct) / 100;
    const before = worstResult(others);
    const after = worstResult([...others, order]);
    if (after < -limit - FEES && after < before)
      violated(
        "no create breaks the event's limit",
        `${before} becomes ${after}, limit ${-limit}: ${JSON.stringify({ order, others })}`,
      );

    /** The result of the event's worst outcome, against what the engine's books say that positions have cost. */
    function worstResult(live: readonly Live[]): number {
      const outcomes = [undefined, ...world.crowd.tickers];
      return Math.min(...outcomes.map((winner) => resultOf(winner, live)));
    }

    function resultOf(winner: string | undefined, live: readonly Live[]): number {
      let result = 0;
      for (const ticker of world.crowd.tickers) {
        const { position, costBasis } = desk.account.ledger!.leg(ticker);
        result += (ticker === winner ? position * PRICE_ONE : 0) - costBasis;
      }
      for (const { ticker, side, price, quantity } of live) {
        const pays = ticker === winner ? PRICE_ONE : 0;
        result += Math.min(0, (side === "bid" ? pays - price : price - pays) * quantity);
      }
      return result;
    }
  }
}

/** Choices that no other is worse than in both. */
function pareto(
  choices: readonly { readonly cash: number; readonly short: number }[],
): { cash: number; short: number }[] {
  const sorted = [...choices].sort((one, other) => one.cash - other.cash || other.short - one.short);
  const kept: { cash: number; short: number }[] = [];
  for (const choice of sorted) if (choice.short > (kept.at(-1)?.short ?? -1)) kept.push(choice);
  return kept;
}

function liveOf(body: string): Live {
  const { ticker, side, price, count } = JSON.parse(body) as {
    ticker: string;
    side: Side;
    price: string;
    count: string;
  };
  return { ticker, side, price: Math.round(Number(price) * PRICE_ONE), quantity: Math.round(Number(count) * 100) };
}
