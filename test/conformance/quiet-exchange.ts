import type { Clock } from "../../src/ambient/clock.ts";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import type { FeeSchedule } from "../../src/market/event.ts";
import { after, DOLLAR, money, PRICE_ONE, type Price } from "../../src/market/units.ts";
import { Exchange } from "../../src/venue/sim/exchange.ts";
import { type Behaviour, TIERS } from "../../src/venue/sim/server/behaviour.ts";
import { serveExchange } from "../../src/venue/sim/server/exchange-server.ts";
import type { HttpServer } from "../../src/venue/sim/server/http-server.ts";
import { ServedExchange } from "../../src/venue/sim/server/served-exchange.ts";

export const SERIES = "KXTESTS";
export const EVENT = "KXTEST";
export const [A, B, C] = ["KXTEST-A", "KXTEST-B", "KXTEST-C"] as const;

const HOUR_MS = 3_600_000;

/** An account to open: requests are signed with the other half of this key. */
export interface AccountKey {
  readonly keyId: string;
  readonly publicKeyPem: string;
}

/** The served exchange and its operator's side. */
export interface QuietExchange extends HttpServer {
  /** What the server itself decides; may be changed while it runs. */
  readonly behaviour: Behaviour;
  /** Has an operator do something. Throws when it is refused. */
  readonly control: (name: string, values?: object) => Promise<void>;
  /** Has these faults strike, and no others: `NAME=VALUE`. */
  readonly setFaults: (faults: readonly string[]) => Promise<void>;
}

/**
 * An exchange with three markets in which nobody trades but the accounts given, served with its own usual checks of signatures but
 * without delays and with plenty of tokens. Its time is the machine's, unless a clock is given.
 */
export function openQuietExchange(
  accounts: readonly AccountKey[],
  options: { readonly dollars: number; readonly fees: FeeSchedule; readonly clock?: Clock },
): QuietExchange {
  const { dollars, fees, clock = systemClock } = options;
  const now = clock.now();
  const exchange = new Exchange();
  const closeTime = after((now - (now % 1_000)) as typeof now, 24 * HOUR_MS);
  const legs = [A, B, C].map((ticker) => ({
    ticker,
    title: `Artist ${ticker.at(-1)}`,
    status: "active" as const,
    closeTime,
    priceRanges: [{ start: 0 as Price, end: PRICE_ONE, step: 100 }],
  }));
  const openedAt = after(now, -HOUR_MS);
  exchange.list({ ticker: EVENT, series: SERIES, title: "Who wins?", mutuallyExclusive: true, fees, legs }, openedAt);
  const served = new ServedExchange({
    stage: { exchange, event: { ticker: EVENT }, enter: () => undefined },
    seed: 11,
    clock,
    timers: systemTimers,
    behaviour: { answerDelayMs: [0, 0], streamDelayMs: [0, 0], readLagMs: [0, 0], tier: TIERS.at(-1)! },
  });
  for (const { keyId, publicKeyPem } of accounts) {
    const terms = { balance: money(dollars * DOLLAR), attestedUntil: after(now, 24 * HOUR_MS) };
    served.openAccount(keyId, { keyId, publicKeyPem, ...terms });
  }
  const server = serveExchange({ served, openedAt, port: 0 });
  const operate = async (method: string, path: string, values: object): Promise<void> => {
    const response = await fetch(`${server.adminUrl}${path}`, { method, body: JSON.stringify(values) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  return {
    ...server,
    behaviour: served.behaviour,
    control: (name, values = {}) => operate("POST", `/controls/${name}`, values),
    setFaults: (faults) => operate("PUT", "/faults", { faults }),
  };
}
