import { readOutsideSignal } from "../signal/outside-signal.ts";
import type { Session } from "./session.ts";
import type { ViewerReply } from "./viewer.ts";

/** Takes an event of a trader's script into a running session, and says in one line what came of it. */
export function hearEvent(session: Session, event: Readonly<Record<string, unknown>>): ViewerReply {
  const { desk } = session.engine;
  if (desk === undefined) return { ok: false, text: "the engine has not started yet" };
  if (session.hasEnded) return { ok: false, text: "the engine has ended and decides nothing any more" };
  const reading = readOutsideSignal(event, { now: desk.now, tickers: [...desk.legs.keys()] });
  if ("problem" in reading) return { ok: false, text: reading.problem };
  const { signal } = reading;
  session.hear(signal);
  const until = signal.severity === "clear" ? "" : ` until ${new Date(signal.until).toISOString()}`;
  return { ok: true, text: `${signal.ticker}: ${signal.severity}${until} (${signal.source})` };
}
