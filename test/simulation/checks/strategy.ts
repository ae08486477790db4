import type { Check, Violated } from "../check.ts";
import type { World } from "../world.ts";

/** Quotes are on the right side of fair value and skew; the operator's resume ends no defence. */
export function strategyChecks(world: World, violated: Violated): Check {
  /** Markets whose defence was on just before the last input of each life. */
  const defended = new Map<string, ReadonlySet<string>>();
  return {
    input(program, input, commands) {
      const desk = program.run?.session.engine.desk;
      if (desk === undefined) return;
      for (const command of commands) {
        if (command.type !== "place") continue;
        const leg = desk.legs.get(command.ticker)!;
        const { profile } = leg;
        if (leg.fairCents === undefined) continue;
        const skew = profile.skewCentsPerContract * (desk.account.position(command.ticker) / 100);
        const sign = command.side === "bid" ? 1 : -1;
        // a bid is no higher, an ask no lower, than fair value less skew, half a spread away
        const off = sign * (command.price / 100 - (leg.fairCents - skew)) + profile.halfSpreadCents;
        if (profile.halfSpread === "fixed" && off > 1e-6) {
          const { side, price, clientOrderId } = command;
          violated(
            "quotes keep the half-spread and the skew",
            `${clientOrderId}: ${side} ${price}, fair ${leg.fairCents}, skew ${skew}`,
          );
        }
      }
      if (input.type === "operator" && input.action === "resume") {
        for (const ticker of defended.get(program.epoch) ?? []) {
          if (!isDefended(ticker)) violated("resume ends no defence", ticker);
        }
      }
      defended.set(program.epoch, new Set(world.crowd.tickers.filter(isDefended)));

      function isDefended(ticker: string): boolean {
        return desk!.legs.get(ticker)?.rules.isPulledByMove === true;
      }
    },
  };
}
