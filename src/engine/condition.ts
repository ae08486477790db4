import type { Halt } from "../risk/breaker.ts";
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
  /** The account has not been read and found to agree lately, or since an interruption. */
  readonly unreconciled: string | undefined;
}

/** The desk's condition now: `before` itself while nothing of it has changed, which time alone may do. */
export function conditionOf(desk: Desk, before?: EngineCondition): EngineCondition {
  const { now, killSwitch, account, doubt } = desk;
  const killed = killSwitch.pulled;
  const { halted } = account;
  const ready = desk.readyAt !== undefined;
  const stopping = desk.stopping !== undefined;
  const staleFeed = doubt.staleFeed(now);
  const drift = doubt.drift === "" ? undefined : doubt.drift;
  const unreconciled = doubt.unreconciled(now);
  const isSame =
    before !== undefined &&
    before.killed === killed &&
    before.halted === halted &&
    before.ready === ready &&
    before.stopping === stopping &&
    before.staleFeed === staleFeed &&
    before.drift === drift &&
    before.unreconciled === unreconciled;
  return isSame ? before : { killed, halted, ready, stopping, staleFeed, drift, unreconciled };
}
