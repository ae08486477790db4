import type { Check, Violated } from "../check.ts";
import type { Program } from "../program.ts";
import { isCreate, ownEpoch } from "../wire.ts";
import type { World } from "../world.ts";

/** By so much at most the exchange overstates up to when its readings hold everything (SAFETY.md, V-11). */
const OVERSTATED_MS = 1_000;

/** What the operator has told one life of the program. */
interface Told {
  killed: boolean;
  stopped: boolean;
  readonly pulled: Set<string>;
  /** It has said that nothing rests, and proven it. */
  confirmed: boolean;
}

/**
 * After a kill, a stop or a pull nothing is placed; a kill that says CONFIRMED is right: for the moment that it names, since what another hand places after
 * the reading was written is in none yet, and nobody can know of it. An order of this program is never excused.
 */
export function operatorChecks(world: World, violated: Violated): Check {
  const lives = new Map<Program, Told>();
  const told = (program: Program): Told =>
    lives.getOrInsertComputed(program, () => ({ killed: false, stopped: false, pulled: new Set(), confirmed: false }));
  return {
    input(program, input) {
      const state = told(program);
      const kill = program.run?.session.engine.desk?.killSwitch;
      if (!state.confirmed && kill?.kill?.grade === "CONFIRMED") {
        state.confirmed = true;
        const left = kill.oursOnly ? [...world.resting.values()] : world.truth.resting(world.account);
        const proven = kill.kill.confirmedAt! - OVERSTATED_MS;
        const open = left.filter(({ ticker, clientOrderId, createdAt }) => {
          const isKnowable = ownEpoch(clientOrderId) !== undefined || createdAt <= proven;
          return isKnowable && world.truth.leg(ticker).closeTime > world.exchange.now;
        });
        if (open.length > 0)
          violated(
            "CONFIRMED is true",
            `${open.length} rest, ${open[0]!.clientOrderId ?? open[0]!.orderId} among them`,
          );
      } else if (state.confirmed && kill?.kill?.grade !== "CONFIRMED") state.confirmed = false; // taken back: another hand has placed one
      if (input.type !== "operator") return;
      const tickers = input.ticker === undefined ? world.crowd.tickers : [input.ticker];
      if (input.action === "kill" || input.action === "kill-ours") state.killed = true;
      else if (input.action === "stop") state.stopped = true;
      else if (input.action === "pull") for (const ticker of tickers) state.pulled.add(ticker);
      else if (input.action === "resume" && !state.killed) for (const ticker of tickers) state.pulled.delete(ticker);
    },
    sent(request) {
      if (!isCreate(request)) return;
      const program = world.programs.find(({ life }) => life === request.life)!;
      const { client_order_id: id, ticker } = JSON.parse(request.body) as { client_order_id: string; ticker: string };
      const { killed, stopped, pulled } = told(program);
      if (killed) violated("no create after a kill", id);
      if (stopped) violated("no create after a stop", id);
      if (pulled.has(ticker)) violated("no create while pulled", id);
    },
    fact(fact) {
      if (fact.type !== "accepted" || fact.order.account !== world.account) return;
      const epoch = ownEpoch(fact.order.clientOrderId);
      const program = epoch === undefined ? undefined : world.programs.find((one) => one.epoch === epoch);
      if (program !== undefined && lives.get(program)?.confirmed === true)
        violated("CONFIRMED is true", `${fact.order.clientOrderId} was accepted after it`);
    },
  };
}
