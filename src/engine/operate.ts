import { snakeCase } from "../market/snake-case.ts";
import { adopt } from "./account-news.ts";
import type { Desk } from "./desk.ts";
import type { Operator, SettingInput } from "./input.ts";
import type { LegState } from "./leg-state.ts";

/** What an operator does to the desk. Doing it twice is doing it once. */
export function operate(desk: Desk, { action, ticker: named, by }: Operator): void {
  const ticker = action === "kill" || action === "kill-ours" || action === "stop" ? undefined : named; // these are about everything
  const legs = meant(desk, ticker, `${by} asked to ${action}`);
  if (legs.length === 0) return;
  switch (action) {
    case "pull":
      for (const leg of legs) {
        leg.manualPull ??= { code: "manual-pull", effect: "pull", text: `pulled by ${by}`, needsOperator: true };
      }
      break;
    case "resume":
      if (desk.killSwitch.pulled) {
        desk.alert("warning", "killed", "killed: resuming needs a new start");
        return;
      }
      for (const leg of legs) {
        leg.manualPull = undefined;
        leg.reduceOnly = false;
      }
      break;
    case "reduce":
      for (const leg of legs) leg.reduceOnly = true;
      break;
    case "adopt":
      adopt(desk, ticker);
      break;
    case "stop":
      desk.stopping ??= { by, at: desk.now };
      break;
    case "kill":
    case "kill-ours":
      kill(desk, by, action === "kill-ours");
      break;
  }
  desk.alert("info", action, `${action} ${ticker ?? "all"} by ${by}`, ticker);
}

/**
 * While the account has not been read, or has shown what isn't explained, orders of an earlier start may rest: no expiry that we know of bounds those, nor
 * those of another hand.
 */
function kill(desk: Desk, by: string, oursOnly: boolean): void {
  const { account, reconciliation, foreign } = desk;
  const others = oursOnly ? 0 : foreign.orders.length;
  const isBounded = account.opened && !reconciliation.isInDoubt && others === 0;
  desk.killSwitch.pull({ by, at: desk.now, oursOnly }, desk.orders, { orders: others, isBounded });
}

/** Values of the profile that an operator has changed are in force from here on. */
export function applySetting(desk: Desk, { values, ticker, by }: SettingInput): void {
  const legs = meant(desk, ticker, `${by} asked to set values of`);
  if (legs.length === 0) return;
  for (const leg of legs) leg.set({ ...leg.settings, ...values });
  desk.exposureChanged(); // the most that an order and a position may be are among them
  const what = Object.entries(values).map(([name, value]) => `${snakeCase(name)} = ${value}`);
  desk.alert("info", "set", `${what.join(", ")} for ${ticker ?? "all"} by ${by}`, ticker);
}

/** The legs that an operator means; none, and a word about it, for one that isn't traded here. */
function meant(desk: Desk, ticker: string | undefined, asked: string): readonly LegState[] {
  const legs = [...desk.legs.values()].filter((leg) => ticker === undefined || leg.ticker === ticker);
  if (legs.length === 0) desk.alert("warning", "unknown-ticker", `${asked} ${ticker}, which is not traded here`);
  return legs;
}
