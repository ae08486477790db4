import type { Clock } from "../../../ambient/clock.ts";
import type { Timers } from "../../../ambient/timers.ts";
import { PRICE_ONE, type Price } from "../../../market/units.ts";
import { discover, type Target } from "../discovery.ts";
import { ExchangeClock } from "../exchange-clock.ts";
import type { KalshiKey } from "../key.ts";
import { OpenError } from "../open-error.ts";
import { accountLimits, apiKeys, endpointCosts } from "../rest/account.ts";
import { RestClient } from "../rest/client.ts";
import { exchangeStatus } from "../rest/exchange.ts";
import { writeTokensOf } from "../write-budget.ts";
import { Bench, type BenchParts } from "./bench.ts";

export interface OpenBenchParts extends Pick<BenchParts, "timers" | "epoch" | "waitMs" | "signal" | "keep"> {
  readonly restUrl: string;
  readonly key: KalshiKey;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly uniform: () => number;
  readonly fetch?: typeof fetch | undefined;
  readonly target: Target;
  /** Play money, or one contract at the most, for a few cents. */
  readonly isPlayMoney: boolean;
}

const PLAY_CONTRACTS = 12;
const REAL_CONTRACTS = 1;
const REAL_MOST_PRICE = 1_000 as Price; // 10c

/** Learns what probes have to know of exchange, account and event; changes nothing. Throws OpenError, KalshiError. */
export async function openBench(parts: OpenBenchParts): Promise<Bench> {
  const { restUrl: baseUrl, key, timers, uniform, target, isPlayMoney } = parts;
  const usual = { baseUrl, key, clock: parts.clock, timers, uniform, fetch: parts.fetch };
  const client = new RestClient(usual);
  const clock = client.exchangeClock;
  const { exchangeActive, tradingActive } = await client.read(exchangeStatus()); // unsigned: tells the time that signatures need
  if (!exchangeActive || !tradingActive) throw new OpenError("trading is paused: probe when it goes on", 4);
  const [keys, limits, costs] = await Promise.all([
    client.read(apiKeys()),
    client.read(accountLimits()),
    client.read(endpointCosts()),
  ]);
  const own = keys.keys.find(({ id }) => id === key.id);
  if (own !== undefined && !own.scopes.some((scope) => scope === "write" || scope === "write::trade")) {
    throw new OpenError(`key ${key.id} may not trade (its scopes: ${own.scopes.join(", ") || "none"})`, 3);
  }
  const { event, markets, exchangeIndex } = await discover(client, target, clock.now());
  return new Bench({
    ...parts,
    client,
    clock,
    signedAgo: (ageMs) =>
      new RestClient({
        ...usual,
        exchangeClock: new ExchangeClock(parts.clock, { offsetMs: clock.offsetMs - ageMs }),
      }),
    place: { exchangeIndex, subaccount: own?.subaccount ?? 0 },
    tokens: writeTokensOf(limits, costs),
    costs,
    event,
    markets,
    mostContracts: isPlayMoney ? PLAY_CONTRACTS : REAL_CONTRACTS,
    mostPrice: isPlayMoney ? PRICE_ONE : REAL_MOST_PRICE,
  });
}
