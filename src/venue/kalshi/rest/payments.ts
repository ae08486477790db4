import { z } from "zod";
import type { Money, Time } from "../../../market/units.ts";
import { orNone, wireCents, wireSeconds } from "../wire-numbers.ts";
import { pageLimit } from "./arguments.ts";
import { pageOf } from "./page.ts";
import type { ListRequest } from "./request.ts";

/** Money that came in from outside, or went out. It counts in the balance when `applied`. */
export interface Payment {
  readonly id: string;
  readonly status: "pending" | "applied" | "failed" | "returned" | (string & {});
  readonly method: string;
  readonly amount: Money;
  readonly fee: Money;
  readonly createdAt: Time;
  readonly finalizedAt: Time | undefined;
}

const payment = z
  .object({
    id: z.string().min(1),
    status: z.string(),
    type: z.string(),
    amount_cents: wireCents,
    fee_cents: wireCents,
    created_ts: wireSeconds,
    finalized_ts: orNone(wireSeconds),
  })
  .transform(
    (read): Payment => ({
      id: read.id,
      status: read.status,
      method: read.type,
      amount: read.amount_cents,
      fee: read.fee_cents,
      createdAt: read.created_ts,
      finalizedAt: read.finalized_ts,
    }),
  );

const depositPage = pageOf("deposits", payment);
const withdrawalPage = pageOf("withdrawals", payment);

/** Deposits to the account. */
export function deposits({ limit }: { readonly limit?: number } = {}): ListRequest<Payment> {
  return paymentList("/portfolio/deposits", depositPage, limit);
}

/** Withdrawals from the account; amounts are positive. */
export function withdrawals({ limit }: { readonly limit?: number } = {}): ListRequest<Payment> {
  return paymentList("/portfolio/withdrawals", withdrawalPage, limit);
}

function paymentList(
  path: string,
  page: ListRequest<Payment>["page"],
  limit: number | undefined,
): ListRequest<Payment> {
  return {
    route: path,
    path,
    query: { limit: pageLimit(path, limit, 500) },
    authentication: "needed",
    page,
  };
}
