import { z } from "zod";
import type { Money, Quantity, Time } from "../../../market/units.ts";
import { orNone, wireCentiCents, wireQuantity, wireTime } from "../wire-numbers.ts";
import { pageLimit } from "./arguments.ts";
import { pageOf } from "./page.ts";
import type { ListRequest } from "./request.ts";

/** A reward that the exchange pays for trading or quoting in a market. */
export interface IncentiveProgram {
  readonly id: string;
  readonly ticker: string;
  readonly type: "liquidity" | "volume" | "margin_maker_volume" | (string & {});
  readonly description: string;
  readonly from: Time;
  readonly to: Time;
  /** For the whole period, over all accounts. */
  readonly reward: Money;
  readonly mostPerAccount: Money | undefined;
  readonly isPaidOut: boolean;
  /** Basis points by which size away from the best price counts less. */
  readonly discountFactorBps: number | undefined;
  readonly targetSize: Quantity | undefined;
}

const program = z
  .object({
    id: z.string().min(1),
    market_ticker: z.string(),
    incentive_type: z.string(),
    incentive_description: orNone(z.string()),
    start_date: wireTime,
    end_date: wireTime,
    period_reward: wireCentiCents,
    max_reward_per_account: orNone(wireCentiCents),
    paid_out: z.boolean(),
    discount_factor_bps: orNone(z.number()),
    target_size_fp: orNone(wireQuantity),
  })
  .transform(
    (read): IncentiveProgram => ({
      id: read.id,
      ticker: read.market_ticker,
      type: read.incentive_type,
      description: read.incentive_description ?? "",
      from: read.start_date,
      to: read.end_date,
      reward: read.period_reward,
      mostPerAccount: read.max_reward_per_account,
      isPaidOut: read.paid_out,
      discountFactorBps: read.discount_factor_bps,
      targetSize: read.target_size_fp,
    }),
  );

const page = pageOf("incentive_programs", program, "next_cursor");

/** Rewards on offer. */
export function incentivePrograms(
  filter: {
    readonly status?: "all" | "active" | "upcoming" | "closed" | "paid_out";
    readonly type?: "all" | "liquidity" | "volume" | "margin_maker_volume";
    readonly limit?: number;
  } = {},
): ListRequest<IncentiveProgram> {
  const path = "/incentive_programs";
  return {
    route: path,
    path,
    query: { status: filter.status, type: filter.type, limit: pageLimit(path, filter.limit, 10_000) },
    authentication: "none",
    page,
  };
}
