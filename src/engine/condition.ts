import type { Halt } from "../risk/breaker.ts";
import type { Reason } from "../strategy/reasons.ts";
import type { Desk } from "./desk.ts";

/** What keeps every leg from quoting, whatever its own rules say. */
export interface EngineCondition {
  readonly killed: boolean;
  /** The breaker's words and end, when it has tripped. */
  readonly halted: Halt | undefined;
  /** Recovered, warm and reconciled (QUOTING.md R20). */
  readonly ready: boolean;
  readonly stopping: boolean;
  /** Age of the feed's last sign of life where that is too old, or that it was lost. */
  readonly staleFeed: string | undefined;
  /** The exchange's numbers are not ours, shown by two readings. */
  readonly drift: string | undefined;
  /** Cash has gone that nobody can explain. */
  readonly unexplainedCash: string | undefined;
  /** An order of another hand rests, and nobody has adopted it. */
  readonly foreignOrder: string | undefined;
  /** The program isn't well now: nothing is renewed or placed. */
  readonly hold: string | undefined;
  /** It hasn't been well for too long: everything is pulled. */
  readonly ill: { readonly code: "slow-loop" | "clock-skew" | "journal"; readonly text: string } | undefined;
  /** The feed comes late. */
  readonly feedLag: Reason | undefined;
  /** Fees are not what we predict. */
  readonly wrongFees: boolean;
  /** The account has not been read and found to agree lately, or since an interruption. */
  readonly unreconciled: string | undefined;
  /** The journal takes nothing: why, and what to do. No key resumes that. */
  readonly journal: string | undefined;
}

/** The desk's condition now: `before` itself while nothing of it has changed, which time alone may do. */
export function conditionOf(desk: Desk, before?: EngineCondition): EngineCondition {
  const { now, killSwitch, account, doubt, guards, foreign } = desk;
  const killed = killSwitch.pulled;
  const { halted } = account;
  const ready = desk.readyAt !== undefined;
  const stopping = desk.stopping !== undefined;
  const staleFeed = doubt.staleFeed(now);
  const drift = (doubt.differences || undefined) ?? desk.tenancy.doubt;
  const unexplainedCash = doubt.cash;
  const foreignOrder = foreign.orderReason;
  const hold = guards.wellness.faulty(now);
  const ill = guards.wellness.ill(now);
  const feedLag = guards.feedLag.reason(now);
  const wrongFees = guards.fees.isWrong;
  const unreconciled = doubt.unreconciled(now);
  const journal = doubt.journal ?? undefined;
  const isSame =
    before !== undefined &&
    before.killed === killed &&
    before.halted === halted &&
    before.ready === ready &&
    before.stopping === stopping &&
    before.staleFeed === staleFeed &&
    before.drift === drift &&
    before.unreconciled === unreconciled &&
    before.unexplainedCash === unexplainedCash &&
    before.foreignOrder === foreignOrder &&
    before.hold === hold &&
    before.ill?.text === ill?.text &&
    before.feedLag === feedLag &&
    before.wrongFees === wrongFees &&
    before.journal === journal;
  if (isSame) return before;
  const known = { killed, halted, ready, stopping, staleFeed, drift, unreconciled, journal };
  return { ...known, unexplainedCash, foreignOrder, hold, ill, feedLag, wrongFees };
}
