import { z } from "zod";
import { orNone } from "../wire-numbers.ts";
import type { ReplyMessage } from "./message.ts";
import { envelope, enveloped, wireCount } from "./wire-fields.ts";

// Answers to commands, and errors that come by themselves. `ok` and `unsubscribed` use up a number of a sequenced subscription.

const answer = { ...envelope, sid: orNone(wireCount) };

export const subscribedSchema: z.ZodType<ReplyMessage> = z
  .object({ ...answer, type: z.literal("subscribed"), msg: z.object({ channel: z.string(), sid: wireCount }) })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    channel: msg.channel,
    subscription: msg.sid,
  }));

export const doneSchema: z.ZodType<ReplyMessage> = z
  .object({ ...answer, type: z.literal(["ok", "unsubscribed"]) })
  .transform(enveloped);

export const errorSchema: z.ZodType<ReplyMessage> = z
  .object({
    ...answer,
    type: z.literal("error"),
    msg: z.object({
      code: z.int(),
      msg: orNone(z.string()),
      market_ticker: orNone(z.string()),
      market_tickers: orNone(z.array(z.string())),
    }),
  })
  .transform(({ msg, ...around }) => ({
    ...enveloped(around),
    code: msg.code,
    text: msg.msg ?? "",
    tickers: [...new Set([...(msg.market_ticker ? [msg.market_ticker] : []), ...(msg.market_tickers ?? [])])],
  }));
