import { z } from "zod";
import { parseFixedPoint, type Time, UnitError } from "../../../market/units.ts";
import { orNone, wireMilliseconds } from "../wire-numbers.ts";

// What the stream's messages have beside the numbers of wire-numbers.ts.

/** A decimal as an integer count of 10^-decimals, signed. */
function decimal(decimals: number): z.ZodType<number> {
  return z.string().transform((text, context) => {
    try {
      return parseFixedPoint(text, decimals, "");
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      context.addIssue({ code: "custom", message: error.message.trim() });
      return z.NEVER;
    }
  });
}

/** A signed change of a quantity, in 1/100 contract. */
export const wireChange: z.ZodType<number> = decimal(2);
/** A step of a price range, in 1/100 cent. */
export const wireStep: z.ZodType<number> = decimal(4);

/** A text that isn't empty. */
export const wireName: z.ZodType<string> = z.string().min(1);

/** A text that may be absent, null or empty, which is all the same. */
export const nameOrNone: z.ZodType<string | undefined> = z
  .string()
  .nullish()
  .transform((text) => text || undefined);

/** A number that the exchange counts from one. */
export const wireCount: z.ZodType<number> = z.int().min(1);

/** The id of a command. */
const wireId: z.ZodType<number> = z
  .int()
  .min(0)
  .transform((id) => id + 0); // never -0

/** What every message may carry beside its content. */
export const envelope = {
  sid: wireCount,
  seq: orNone(wireCount),
  id: orNone(wireId),
  sending_ts_ms: orNone(wireMilliseconds),
};

/** The same as it is told here, with the message's type. */
export function enveloped<Type extends string, Sid extends number | undefined, Seq extends number | undefined>(read: {
  readonly type: Type;
  readonly sid: Sid;
  readonly seq: Seq;
  readonly id: number | undefined;
  readonly sending_ts_ms: Time | undefined;
}) {
  const { type, sid, seq, id, sending_ts_ms: sentAt } = read;
  return { type, sid, seq, id, sentAt };
}
