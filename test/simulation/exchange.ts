import type { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Money, Time } from "../../src/market/units.ts";
import { ApiError } from "../../src/venue/sim/server/api-error.ts";
import type { RegisteredKey, SignedRequest } from "../../src/venue/sim/server/key-ring.ts";
import { ServedExchange, type Stage } from "../../src/venue/sim/server/served-exchange.ts";
import { parseSwitches } from "../../src/venue/sim/server/switches.ts";
import { ASLEEP, ExchangeInProcess } from "../wire/exchange.ts";

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

/** The exchange of a world. */
export class SimulatedExchange extends ExchangeInProcess {
  readonly account: string;

  constructor(options: SimulatedExchangeOptions) {
    const { stage, seed, world, account, balance, attestedUntil, collateralReturn, openedAt } = options;
    const { behaviour, precision } = parseSwitches(options.switches);
    const served = new Served({ stage, seed, clock: world, timers: ASLEEP, behaviour });
    const terms = { attestedUntil, collateralReturn, ...(precision !== undefined && { precision }) };
    served.openAccount(account, { balance, keyId: account, publicKeyPem: PUBLIC_KEY, ...terms });
    super(served, world, openedAt);
    this.account = account;
  }
}
