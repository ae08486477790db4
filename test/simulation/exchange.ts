import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { after, type Money, type Time } from "../../src/market/units.ts";
import { ApiError } from "../../src/venue/sim/server/api-error.ts";
import { type ExchangeSides, exchangeSides } from "../../src/venue/sim/server/exchange-server.ts";
import type { RegisteredKey, SignedRequest } from "../../src/venue/sim/server/key-ring.ts";
import { ServedExchange, type Stage } from "../../src/venue/sim/server/served-exchange.ts";
import { StreamServer } from "../../src/venue/sim/server/stream/stream-server.ts";
import { parseSwitches } from "../../src/venue/sim/server/switches.ts";

/** A key pair that nobody uses: signatures are not what is simulated, and cost more than everything else. */
const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
`;

/** The exchange, with signatures judged by their age alone. */
class Served extends ServedExchange {
  override authenticate({ headers }: SignedRequest): RegisteredKey {
    const now = this.catchUp();
    const keyId = headers.get("kalshi-access-key") ?? "";
    if (Math.abs(now - Number(headers.get("kalshi-access-timestamp"))) > this.behaviour.signatureWindowMs) {
      throw new ApiError(401, "header_timestamp_expired", "header timestamp expired");
    }
    const [account] = this.keys.of(keyId);
    if (account === undefined) throw new ApiError(401, "authentication_error", "authentication_error", "NOT_FOUND");
    return account;
  }
}

export interface SimulatedExchangeOptions {
  readonly stage: Stage;
  readonly seed: number;
  readonly world: VirtualTime;
  readonly switches: readonly string[];
  /** The account's, and its key's name. */
  readonly account: string;
  readonly balance: Money;
  readonly attestedUntil: Time;
  readonly collateralReturn: boolean;
  /** When its markets were opened. */
  readonly openedAt: Time;
}

/** The embedded exchange with everything around it, in this process: its time follows the world's exactly, and it listens nowhere. */
export class SimulatedExchange {
  readonly served: ServedExchange;
  readonly streams: StreamServer;
  readonly sides: ExchangeSides;
  readonly account: string;
  readonly #world: VirtualTime;

  constructor(options: SimulatedExchangeOptions) {
    const { stage, seed, world, account, balance, attestedUntil, collateralReturn } = options;
    const { behaviour, precision } = parseSwitches(options.switches);
    this.#world = world;
    this.account = account;
    const asleep = { after: () => ({ cancel: () => undefined }) }; // who drives the world drives this too
    this.served = new Served({ stage, seed, clock: world, timers: asleep, behaviour });
    const terms = { attestedUntil, collateralReturn, ...(precision !== undefined && { precision }) };
    this.served.openAccount(account, { balance, keyId: account, publicKeyPem: PUBLIC_KEY, ...terms });
    this.streams = new StreamServer(this.served);
    this.sides = exchangeSides(this.served, options.openedAt);
    this.served.start();
  }

  /** When, in the world's time, something of the exchange's own is due. Expiries and closes fall on its whole seconds. */
  get dueAt(): Time {
    const { time, faults } = this.served;
    const second = after(time.now(), 1_000 - (time.now() % 1_000));
    const next = Math.min(time.nextAt ?? second, second);
    return Math.max(this.#world.now(), next - faults.clockSkewMs) as Time;
  }

  get now(): Time {
    return this.served.time.now();
  }
}
