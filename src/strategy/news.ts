import type { Time } from "../market/units.ts";
import type { Reason } from "./reasons.ts";

/** What a source outside the market asks for on one leg (QUOTING.md R17, defence B). `clear` ends what the source asked before. */
export interface NewsSignal {
  readonly source: string;
  readonly severity: "clear" | "widen" | "pull";
  readonly until: Time;
  readonly reason: string;
  readonly at: Time;
  /** How much it widens: of the half-spread, above 1 and at most 2; 2 when left out. */
  readonly multiplier?: number;
}

/** The signals held, one a source, with one more. An older one than its source's newest changes nothing; what is over is forgotten. */
export function withSignal(held: readonly NewsSignal[], signal: NewsSignal): readonly NewsSignal[] {
  const newest = held.find(({ source }) => source === signal.source);
  if (newest !== undefined && newest.at > signal.at) return held;
  return [...held.filter((other) => other !== newest && other.until > signal.at), signal];
}

/** Whether a source has this leg pulled. */
export function isPulledByNews(held: readonly NewsSignal[], now: Time): boolean {
  return held.some(({ severity, until }) => severity === "pull" && now < until);
}

/** Adds the reasons of this leg's own signals, and of a pull on another leg of the event, to the given ones. */
export function newsReasons(
  held: readonly NewsSignal[],
  now: Time,
  eventPulledByNews: boolean,
  reasons: Reason[],
): void {
  for (const { source, severity, until, reason, multiplier } of held) {
    if (severity === "clear" || now >= until) continue;
    const text = `${source}: ${reason}`;
    if (severity === "pull") reasons.push({ code: "news-pull", effect: "pull", text, until });
    else reasons.push({ code: "news-wide", effect: "widen", text, until, multiplier });
  }
  if (eventPulledByNews) {
    reasons.push({ code: "event-news", effect: "widen", text: "another contract of the event is pulled by news" });
  }
}

/** The next time after `now` at which one of these reasons ends; infinite when there is none. */
export function nextNewsChange(held: readonly NewsSignal[], now: Time): number {
  let next = Number.POSITIVE_INFINITY;
  for (const { severity, until } of held) if (severity !== "clear" && until > now && until < next) next = until;
  return next;
}
