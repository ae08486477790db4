import type { AccountReading } from "../../../src/engine/input.ts";
import { type Position, toDollars } from "../../../src/market/units.ts";
import { returnedCollateral } from "../../../src/risk/affordability.ts";
import type { Check, Violated } from "../check.ts";
import type { Program } from "../program.ts";
import type { World } from "../world.ts";

/**
 * A reading of a moment so long after cash last moved shows that: it lags by 4 s at most. When it is told says nothing of that, since a program that is put
 * aside between two of its requests goes on with what the first has said.
 */
const SHOWN_MS = 15_000;

/** How the account stood at the first reading, with which the books open. */
interface Opening {
  /** Collateral that had come back by then: it is in the balance. */
  readonly returned: number;
  /** An order of another hand may have been reserved for in the balance that was told. */
  readonly isVague: boolean;
}

/**
 * Cash is known to the micro-dollar: whenever a reading is newer than the last that moved any, what our books say is what the exchange has, but for
 * rounding that it doesn't tell; and nothing is called unexplained, for all cash that moves here is told by fills, settlements and payments.
 */
export function cashChecks(world: World, violated: Violated): Check {
  const roundings = new Map<string, number>();
  const openings = new Map<string, Opening>();
  const takenOver = new Set<string>();
  const isNet = world.scenario.switches.includes("reported-balance=net");
  let movedAt = Number.NEGATIVE_INFINITY;
  let othersAt = Number.NEGATIVE_INFINITY;
  const others = new Set<string>();

  return {
    fact(fact) {
      if (fact.type === "settled") movedAt = world.now;
      if (!("order" in fact) || fact.order.account !== world.account) return;
      const { orderId, clientOrderId, remaining } = fact.order;
      if (clientOrderId === undefined) {
        othersAt = world.now;
        if (fact.type === "gone" || remaining === 0) others.delete(orderId);
        else others.add(orderId);
      }
      if (fact.type !== "fill") return;
      movedAt = world.now;
      roundings.set(fact.tradeId, fact.fee - fact.feeCost);
    },
    input(program, input, commands) {
      const isOpening = input.type === "account" && !openings.has(program.epoch); // before its session can be looked into
      if (isOpening) openings.set(program.epoch, opened(input));
      // a position that no fill explains has been taken over at its mark: what it has cost is not known
      if (commands.some((command) => command.type === "alert" && command.code === "adopted")) {
        if (input.type === "account" && !isOpening) takenOver.add(program.epoch);
      }
      const account = program.run?.session.engine.desk?.account;
      if (account?.ledger === undefined || takenOver.has(program.epoch)) return;
      const { unexplained } = account.check;
      if (unexplained !== 0) violated("no cash is called unexplained that isn't", `$${toDollars(unexplained)}`);
      if (input.type !== "account") return;
      if (input.asOf - Math.max(movedAt, world.flowedAt) < SHOWN_MS) return;
      const off = difference(program, openings.get(program.epoch)!);
      if (off !== 0)
        violated("cash is known to the micro-dollar", `${program.epoch}: off by $${toDollars(off as never)}`);
    },
  };

  function opened({ positions }: AccountReading): Opening {
    return {
      returned: returnedOf(positions.map(({ position }) => position)),
      isVague: isNet && (others.size > 0 || world.now - othersAt < SHOWN_MS),
    };
  }

  /** What the exchange has more than our books say. */
  function difference({ run }: Program, { returned, isVague }: Opening): number {
    if (isVague) return 0;
    const { account, start } = run!.session.engine.desk!;
    const ledger = account.ledger!;
    const held = new Map(world.truth.positions(world.account).map(({ ticker, position }) => [ticker, position]));
    if (world.crowd.tickers.some((ticker) => account.position(ticker) !== (held.get(ticker) ?? 0))) return 0; // it hasn't heard of a settlement
    const trades = new Set(start.carried?.tradeIds); // they were in the balance that the books opened with
    let hidden = 0;
    for (const tradeId of ledger.save().seen) if (!trades.has(tradeId)) hidden += roundings.get(tradeId) ?? 0;
    const back = returnedOf(world.crowd.tickers.map((ticker) => account.position(ticker)));
    return world.truth.balance(world.account) - (ledger.exchangeBalance() + back - returned - hidden);
  }

  function returnedOf(positions: readonly Position[]): number {
    return world.scenario.collateralReturn ? returnedCollateral(positions) : 0;
  }
}
