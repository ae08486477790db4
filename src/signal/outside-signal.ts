import { z } from "zod";
import type { Signal } from "../engine/input.ts";
import { type Time, time } from "../market/units.ts";

/** Nothing is asked for further ahead than this. */
const LONGEST_MS = 35 * 86_400_000;
/** Sources of our own, which a script may not speak for. */
const OWN = /^(spotify|calendar|rules)\b/i;

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, { error: "has characters that can't be shown" });

/** A moment as an event has it: an ISO time with its zone, or epoch milliseconds. */
export const momentShape = z.union([z.iso.datetime({ offset: true }), z.int().nonnegative()]);

/** What an event says, whoever says it. */
export const signalFields = {
  source: line(40),
  ticker: line(80),
  severity: z.enum(["widen", "pull", "clear"]),
  until: momentShape.optional(),
  reason: line(200).optional(),
  multiplier: z.number().gt(1).lte(2).optional(),
};

const shape = z.strictObject({
  ...signalFields,
  source: signalFields.source.refine((source) => !OWN.test(source), { error: "this name is the program's own" }),
});

/** What a trader's own script may say about a contract; `docs/signals.md` describes it. */
export type OutsideSignal = z.infer<typeof shape>;

/** An event from outside, understood, or why it isn't. */
export type OutsideReading =
  | { readonly signal: Signal }
  /** `isPast`: there is nothing wrong with it but that its time is over. */
  | { readonly problem: string; readonly isPast?: boolean };

/**
 * Reads one event of a script: `{source, ticker, severity, until, reason}` and, where it widens by less than twice, `multiplier`. `until` is an ISO
 * time with its zone or epoch milliseconds; only `clear` may do without it and without a reason.
 *
 * @param tickers those that are traded; a ticker may be given by its end, as in commands.
 */
export function readOutsideSignal(
  value: unknown,
  { now, tickers }: { readonly now: Time; readonly tickers: readonly string[] },
): OutsideReading {
  const parsed = shape.safeParse(value);
  if (!parsed.success) return { problem: firstProblem(parsed.error) };
  const ticker = tickers.find((one) => isMeant(parsed.data.ticker, one));
  if (ticker === undefined) return { problem: `ticker: ${parsed.data.ticker} is not traded here` };
  const reading = signalOf({ ...parsed.data, ticker }, now);
  if ("problem" in reading || reading.signal.until <= now + LONGEST_MS) return reading;
  return { problem: `until: ${new Date(reading.signal.until).toISOString()} is more than 35 days ahead` };
}

/** What is wrong first, by its field. */
export function firstProblem({ issues: [issue] }: z.ZodError): string {
  const where = issue?.path.join(".");
  return `${where ? `${where}: ` : ""}${issue?.message ?? "not an event"}`;
}

/** Whether words that name a contract, its ticker or the end of it, mean this one. */
export function isMeant(words: string, ticker: string): boolean {
  return ticker === words || ticker.endsWith(`-${words}`);
}

/** The moment that an event's words mean. */
export function momentOf(words: z.infer<typeof momentShape>): Time {
  return time(typeof words === "number" ? words : Date.parse(words));
}

/** The engine's signal that fields, each right by itself, come to at a moment. */
export function signalOf(fields: OutsideSignal, at: Time): OutsideReading {
  const { source, ticker, severity, multiplier, reason } = fields;
  if (severity === "clear") {
    return { signal: { type: "signal", at, source, ticker, severity, until: at, reason: reason ?? "cleared" } };
  }
  if (reason === undefined) return { problem: "reason: missing; it is what the panel shows" };
  if (fields.until === undefined)
    return { problem: "until: missing; an ISO time with its zone, or epoch milliseconds" };
  const until = momentOf(fields.until);
  if (until <= at) return { problem: `until: ${new Date(until).toISOString()} is past`, isPast: true };
  const widens = severity === "widen" && multiplier !== undefined;
  return { signal: { type: "signal", at, source, ticker, severity, until, reason, ...(widens && { multiplier }) } };
}
