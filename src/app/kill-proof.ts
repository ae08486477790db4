import type { KillProgress } from "../venue/kalshi/kill/killer.ts";
import type { KillView } from "./view.ts";

/** How far a kill has come, whoever carries it out. Times are the exchange's, epoch milliseconds. */
export interface KillProof extends Omit<KillView, "mayRest"> {
  /** Null while nobody has looked. */
  readonly mayRest: number | null;
  /** Who has proven so much: the engine, or this program at the exchange itself. */
  readonly through: "engine" | "exchange";
  readonly cancelledAllAt: number | null;
  /** What goes wrong at the moment; empty when nothing does. */
  readonly trouble: string;
}

/** What an engine shows of its kill. */
export function ofEngine(view: KillView): KillProof {
  return { ...view, through: "engine", cancelledAllAt: null, trouble: "" };
}

/** What a killer of ours has come to. */
export function ofKiller(progress: KillProgress, oursOnly: boolean): KillProof {
  const { grade, by, at, mayRest, stillResting, pastClose, lastExpiry, confirmedAt, cancelledAllAt, trouble } =
    progress;
  return {
    grade,
    by,
    requestedAt: at,
    mayRest: mayRest ?? null,
    stillResting,
    pastClose: pastClose.length,
    oursOnly,
    lastExpiry: lastExpiry ?? null,
    confirmedAt: confirmedAt ?? null,
    cancelledAllAt: cancelledAllAt ?? null,
    through: "exchange",
    trouble: trouble?.message ?? "",
  };
}

/** How far a kill has got, in words. */
export function killWords(proof: KillProof): string {
  const { grade, mayRest, stillResting, pastClose, oursOnly, lastExpiry, confirmedAt, trouble } = proof;
  const whose = oursOnly ? " of ours" : "";
  const apart = pastClose === 0 ? "" : `; ${counted(pastClose)} in markets past their close, which can't trade`;
  if (grade === "CONFIRMED")
    return `CONFIRMED: nothing${whose} rests, at ${clock(confirmedAt)} by the exchange's clock${apart}`;
  if (grade === "BY BOUND") {
    return `BY BOUND: every order of ours that could rest has expired; the exchange has not confirmed it${apart}`;
  }
  const rest =
    stillResting > 0
      ? `${counted(stillResting)}${whose} ${stillResting === 1 ? "STILL RESTS" : "STILL REST"}`
      : mayRest === null
        ? "what rests is not known"
        : mayRest === 0
          ? "nothing is listed, which is no proof yet"
          : `${counted(mayRest)}${whose} may still rest`;
  const until = lastExpiry === null ? "" : `, until ${clock(lastExpiry)} at the latest`;
  const wrong = trouble === "" ? "" : `; ${trouble}`;
  return `LOCAL: nothing more is sent; ${rest}${until}${apart}${wrong}`;
}

function counted(orders: number): string {
  return orders === 1 ? "1 order" : `${orders} orders`;
}

function clock(at: number | null): string {
  return at === null ? "an unknown time" : `${new Date(at).toISOString().slice(11, 19)} UTC`;
}
