import type { ContractState, ContractView, ReasonView } from "../src/app/view.ts";
import { type Line, line, lineWidth, type Tone } from "./line.ts";
import { count, signedUsd } from "./numbers.ts";
import { shorten, textWidth } from "./text.ts";
import { remaining } from "./times.ts";

/** How each state of a contract is toned; its word says the same. */
export const STATE_TONE: Readonly<Record<ContractState, Tone>> = {
  quoting: "calm",
  wide: "warn",
  "one side": "warn",
  pulled: "warn",
  halted: "alarm",
  killed: "alarm",
  settled: "quiet",
};

/** What each effect does, in the words of the panels. */
export const EFFECT_WORD: Readonly<Record<ReasonView["effect"], string>> = {
  widen: "wide",
  withhold: "withheld",
  pull: "pulled",
  halted: "halted",
  killed: "killed",
};

/** Reasons that end when an operator adopts what the exchange shows. */
const ADOPTED_AS_A_WHOLE: ReadonlySet<string> = new Set(["drift", "foreign-order", "unexplained-cash"]);

/** How a reason ends, as far as that is known: "14 s left", "r resumes"; empty otherwise, and when the picture is old. */
export function ending(reason: ReasonView, engineNow: number, past: boolean): string {
  if (past) return "";
  if (reason.code === "foreign-position") return "a adopts";
  if (ADOPTED_AS_A_WHOLE.has(reason.code)) return "A adopts";
  if (reason.needsOperator) return "r resumes";
  if (reason.until === null) return "";
  const left = reason.until - engineNow;
  return left > 0 ? `${remaining(left)} left` : "due";
}

/** The one reason that a contract's line names: that of the side that is off, where only one is, else the strongest. */
function mainReason(contract: ContractView): ReasonView | undefined {
  const off = offSide(contract);
  const ofSide = off === undefined ? null : contract[off].reason;
  return ofSide ?? contract.reasons[0] ?? contract.bid.reason ?? contract.ask.reason ?? undefined;
}

function offSide(contract: ContractView): "bid" | "ask" | undefined {
  if (contract.state !== "one side") return undefined;
  const [bidOff, askOff] = [isOff(contract.bid.reason), isOff(contract.ask.reason)];
  return bidOff === askOff ? undefined : bidOff ? "bid" : "ask";
}

function isOff(reason: ReasonView | null): boolean {
  return reason !== null && reason.effect !== "widen";
}

/**
 * State, why, and until when, in `width` columns: "pulled: |z| 2.7 >= 2.5, 14 s left +1" (one more reason holds). How it ends
 * is kept when the reason has to be cut. `past`: the picture is old, and the state is what it was.
 */
export function statePhrase(contract: ContractView, engineNow: number, past: boolean, width: number): Line {
  const reason = mainReason(contract);
  const off = offSide(contract);
  const word = (past ? "was " : "") + (off === undefined ? contract.state : `${off} withheld`);
  const tone = past ? "quiet" : STATE_TONE[contract.state];
  if (reason === undefined || contract.state === "settled") {
    const result = `, ${count(contract.fills)} ${contract.fills === 1 ? "fill" : "fills"}, ${signedUsd(contract.netUsd)}`;
    return [...line(word, tone), ...line(textWidth(word + result) <= width ? result : "", "quiet")];
  }

  const end = ending(reason, engineNow, past);
  const others = contract.reasons.length - 1;
  const head = line(shorten(`${word}: `, width), tone);
  const room = width - lineWidth(head);
  const more = others > 0 ? ` +${others}` : "";
  const full = (end === "" ? "" : `, ${end}`) + more;
  const suffix = textWidth(reason.text + full) <= room ? full : (end === "" ? "" : `, ${brief(end)}`) + more;
  const text = shorten(reason.text, Math.max(room - textWidth(suffix), Math.min(room, 4)));
  return [...head, ...line(shorten(text + suffix, room), past ? "quiet" : "plain")];
}

/** "14s", "1m05s", "r" */
function brief(end: string): string {
  return end
    .replace(" left", "")
    .replace(/ (?:resumes|adopts)/, "")
    .replaceAll(" ", "");
}
