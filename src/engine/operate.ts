import { adopt } from "./account-news.ts";
import type { Desk } from "./desk.ts";
import type { Operator } from "./input.ts";

/** What an operator does to the desk. Doing it twice is doing it once. */
export function operate(desk: Desk, { action, ticker: named, by }: Operator): void {
  const ticker = action === "kill" || action === "kill-ours" || action === "stop" ? undefined : named; // these are about everything
  const legs = [...desk.legs.values()].filter((leg) => ticker === undefined || leg.ticker === ticker);
  if (legs.length === 0) {
    desk.alert("warning", "unknown-ticker", `${by} asked to ${action} ${ticker}, which is not traded here`);
    return;
  }
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
      desk.killSwitch.pull({ by, at: desk.now, oursOnly: action === "kill-ours" }, desk.orders, desk.account.opened);
      break;
  }
  desk.alert("info", action, `${action} ${ticker ?? "all"} by ${by}`, ticker);
}
