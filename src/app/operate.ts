import type { Session } from "./session.ts";
import { judgeSetting } from "./set-value.ts";
import type { ActionCommand, ViewerCommand, ViewerReply } from "./viewer.ts";

const DONE: Readonly<Record<ActionCommand["action"], string>> = {
  pull: "pulled",
  resume: "resumed",
  reduce: "reduces only",
  adopt: "what another hand has changed is ours now",
  kill: "killed: cancelling everything",
  "kill-ours": "killed: cancelling every order of ours",
  stop: "stopping: pulling everything, then ending",
};

/** Carries out what a viewer or a script asks of a running session, and says in one line what came of it. */
export function operate(session: Session, command: ViewerCommand, by: string): ViewerReply {
  const { action, ticker } = command;
  const { desk } = session.engine;
  if (desk === undefined) return { ok: false, text: "the engine has not started yet" };
  if (session.hasEnded) return { ok: false, text: "the engine has ended and decides nothing any more" };
  const tickers = [...desk.legs.keys()];
  const named = ticker === undefined ? undefined : find(tickers, desk.start.event.ticker, ticker);
  if (ticker !== undefined && named === undefined) {
    return { ok: false, text: `${ticker} is not traded here; there are ${tickers.join(", ")}` };
  }
  if (command.action === "set") {
    const legs = [...desk.legs.values()].filter((leg) => named === undefined || leg.ticker === named);
    const judged = judgeSetting(desk, legs, command);
    if (!judged.ok) return judged;
    session.set(judged.values, by, named);
    return { ok: true, text: `${named ?? "all"}: ${judged.text}` };
  }
  if (action === "resume" && desk.killSwitch.pulled) {
    return { ok: false, text: "killed: quoting again needs a new start" };
  }
  session.operate(command.action, by, named);
  if (action !== "resume") return { ok: true, text: `${named ?? "all"}: ${DONE[command.action]}` };
  const held = [...desk.legs.values()].filter(
    (leg) =>
      (named === undefined || leg.ticker === named) && leg.desired?.bid === undefined && leg.desired?.ask === undefined,
  );
  const [first] = held;
  if (first === undefined) return { ok: true, text: `${named ?? "all"}: resumed` };
  const why = first.reasons[0]?.text ?? "no quote is wanted";
  const others = held.length > 1 ? ` and ${held.length - 1} more` : "";
  return { ok: true, text: `${named ?? "all"}: resumed; ${first.ticker}${others} still held: ${why}` };
}

/** The ticker that was meant: in full, or the part after the event's. */
function find(tickers: readonly string[], event: string, named: string): string | undefined {
  return [named, `${event}-${named}`].find((candidate) => tickers.includes(candidate));
}
