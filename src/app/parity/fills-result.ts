import type { Fill } from "../../engine/input.ts";
import {
  type Money,
  money,
  type Position,
  type Price,
  type Quantity,
  signedQuantity,
  type Time,
  toCents,
  toContracts,
  toDollars,
} from "../../market/units.ts";
import { LocalAccount } from "../../venue/local/local-account.ts";
import type { MarketPath } from "./market-path.ts";

/** After how long fills are judged, as backtests do: five minutes, an hour. */
export const MARKOUT_MS = [300_000, 3_600_000] as const;

/** What fills came to. Money in dollars, markouts in cents a contract, each over the fills that could be judged. */
export interface FillsResult {
  readonly fills: number;
  readonly contracts: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
  readonly markout_5m_cents: number | null;
  readonly markout_1h_cents: number | null;
  /** Fills of which an hour later is known. */
  readonly judged_1h: number;
  readonly judged_1h_contracts: number;
}

/** What is held at the end, by ticker and position, is worth so much a YES. */
export type Valued = (ticker: string, position: Position) => Price;

/** Adds up fills of any legs. */
export function fillsResult(
  fills: readonly Fill[],
  value: Valued,
  paths: ReadonlyMap<string, MarketPath>,
  endedAt: Time,
): FillsResult {
  const account = new LocalAccount(0 as Money);
  for (const fill of fills) account.fill(fill);
  let [gross, fees, contracts] = [0, 0, 0];
  for (const ticker of new Set(fills.map((fill) => fill.ticker))) {
    const leg = account.leg(ticker);
    gross += leg.flow + (leg.position === 0 ? 0 : leg.position * value(ticker, leg.position));
    fees += leg.fees;
    contracts += leg.contracts;
  }
  const [five, hour] = MARKOUT_MS.map((afterMs) => markout(fills, paths, afterMs, endedAt));
  return {
    fills: fills.length,
    contracts: toContracts(contracts as Quantity),
    gross_usd: toDollars(money(gross, "gross")),
    fees_usd: toDollars(money(fees, "fees")),
    net_usd: toDollars(money(gross - fees, "net")),
    markout_5m_cents: five!.cents,
    markout_1h_cents: hour!.cents,
    judged_1h: hour!.judged,
    judged_1h_contracts: toContracts(hour!.contracts),
  };
}

/** What the market did for a fill until then, in cents a contract; undefined where the session had ended or nothing was known. */
export function markoutCents(
  fill: Fill,
  paths: ReadonlyMap<string, MarketPath>,
  afterMs: number,
  endedAt: Time,
): number | undefined {
  const at = fill.at + afterMs;
  const cents = at > endedAt ? undefined : paths.get(fill.ticker)?.centsAt(at);
  if (cents === undefined) return undefined;
  return Math.sign(signedQuantity(fill.side, fill.quantity)) * (cents - toCents(fill.price));
}

function markout(
  fills: readonly Fill[],
  paths: ReadonlyMap<string, MarketPath>,
  afterMs: number,
  endedAt: Time,
): { readonly cents: number | null; readonly judged: number; readonly contracts: Quantity } {
  let [sum, contracts, judged] = [0, 0, 0];
  for (const fill of fills) {
    const cents = markoutCents(fill, paths, afterMs, endedAt);
    if (cents === undefined) continue;
    judged += 1;
    contracts += fill.quantity;
    sum += cents * fill.quantity;
  }
  return { cents: contracts === 0 ? null : sum / contracts, judged, contracts: contracts as Quantity };
}
