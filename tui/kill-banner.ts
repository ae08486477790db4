import type { KillView, View } from "../src/app/view.ts";
import type { Field } from "./fields.ts";
import { line, type Tone } from "./line.ts";
import { age, timeOfDay } from "./times.ts";

/** What this viewer knows of a kill it asked for, before the engine's own report comes. */
export interface OwnKill {
  /** Local time of the key. */
  readonly askedAt: number;
  readonly phase: "sent" | "answered" | "failed";
  /** The engine's answer, or why there was none. */
  readonly text: string;
}

/**
 * How far a kill has got, as a line that gets shorter where it must. LOCAL says what may still rest, CONFIRMED and BY BOUND
 * what proves that nothing does; a kill without any report yet is the loudest of all. Undefined: nobody asked for one.
 */
export function killBanner(view: View | null, own: OwnKill | null, now: number): Field | undefined {
  if (view?.kill) return graded(view.kill);
  if (own === null) return undefined;
  const waited = age(now - own.askedAt);
  if (own.phase === "failed") {
    return banner("alarm", [
      `KILL NOT DELIVERED: ${own.text}; run \`tauroi kill\` in a shell`,
      "KILL NOT DELIVERED: run `tauroi kill`",
      "KILL FAILED: run tauroi kill",
    ]);
  }
  return banner("alarm", [
    `KILL SENT ${waited} ago, the engine has not reported yet: orders may still rest`,
    `KILL SENT ${waited} ago, orders may rest`,
    `KILL SENT ${waited} ago`,
  ]);
}

function graded({ grade, mayRest, stillResting, pastClose, oursOnly, lastExpiry, confirmedAt, by }: KillView): Field {
  const expiry = lastExpiry === null ? "" : timeOfDay(lastExpiry);
  const apart = pastClose === 0 ? "" : `, ${pastClose} past their close`;
  const whose = oursOnly ? `by ${by}, ours only` : `by ${by}`;
  switch (grade) {
    case "LOCAL": {
      const { long, short, least } = restingWords(stillResting, mayRest);
      const end = expiry === "" ? ", no known end" : ` until ${expiry}`;
      return banner("alarm", [
        `KILLED, LOCAL only: ${long}${end}${apart} (${whose})`,
        `KILLED, LOCAL only: ${long}${end}${apart}`,
        `KILLED, LOCAL: ${short}${expiry === "" ? "" : ` until ${expiry}`}`,
        `LOCAL: ${least}${expiry === "" ? "" : ` to ${expiry}`}`,
      ]);
    }
    case "CONFIRMED": {
      const at = confirmedAt === null ? "" : timeOfDay(confirmedAt);
      const rest = mayRest === 0 ? "0 resting" : `${mayRest} RESTING`;
      return banner(mayRest === 0 ? "strong" : "alarm", [
        `KILLED, CONFIRMED: ${rest}${at === "" ? "" : ` at ${at} by the exchange's clock`}${apart} (${whose})`,
        `KILLED, CONFIRMED: ${rest}${at === "" ? "" : ` at ${at} by the exchange's clock`}${apart}`,
        `KILLED, CONFIRMED: ${rest}${at === "" ? "" : ` at ${at} by the exchange's clock`}`,
        `KILLED, CONFIRMED ${rest}${at === "" ? "" : ` at ${at} exchange clock`}`,
        `KILL CONFIRMED ${rest}${at === "" ? "" : ` ${at}`}`,
        `CONFIRMED ${rest}${at === "" ? "" : ` ${at}`}`,
      ]);
    }
    case "BY BOUND":
      return banner("strong", [
        `KILLED, BY BOUND: unreachable, but every possible order expired${expiry === "" ? "" : ` by ${expiry}`}${apart} (${whose})`,
        `KILLED, BY BOUND: all expired${expiry === "" ? "" : ` by ${expiry}`}`,
        `BY BOUND: expired${expiry === "" ? "" : ` ${expiry}`}`,
      ]);
  }
}

/** What the exchange shows resting is a fact, what may rest besides is not; that nothing is listed is no proof yet. */
function restingWords(
  stillResting: number,
  mayRest: number,
): { readonly long: string; readonly short: string; readonly least: string } {
  if (stillResting > 0) {
    const more = mayRest > stillResting ? `, ${mayRest} MAY` : "";
    const rest = stillResting === 1 ? "RESTS" : "REST";
    const short = `${stillResting} STILL ${rest}${more}`;
    const orders = stillResting === 1 ? "order" : "orders";
    return { long: `${stillResting} ${orders} STILL ${rest}${more}`, short, least: `${stillResting} STILL ${rest}` };
  }
  if (mayRest === 0) return { long: "none listed, NOT PROVEN yet", short: "NOT PROVEN yet", least: "NOT PROVEN" };
  const orders = mayRest === 1 ? "order" : "orders";
  return {
    long: `${mayRest} ${orders} MAY STILL REST`,
    short: `${mayRest} MAY STILL REST`,
    least: `${mayRest} MAY REST`,
  };
}

function banner(tone: Tone, texts: readonly string[]): Field {
  return { importance: 8, forms: texts.map((text) => line(text, tone)) };
}
