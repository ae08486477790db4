import { toDollars } from "../../market/units.ts";
import { attestationAt } from "../../venue/kalshi/attestation.ts";
import type { Found } from "../../venue/kalshi/discovery.ts";
import { type ApiKey, type ApiKeys, accountLimits, apiKeys, endpointCosts } from "../../venue/kalshi/rest/account.ts";
import { balance } from "../../venue/kalshi/rest/balance.ts";
import type { ReadClient } from "../../venue/kalshi/rest/read-client.ts";
import { writeTokensOf } from "../../venue/kalshi/write-budget.ts";
import { type Check, failed, ok, skipped, warning } from "./check.ts";
import { guarded, iso } from "./exchange-checks.ts";

const NAMES = ["scopes", "attestation", "rate-tier", "balance"] as const;
const DAY_MS = 86_400_000;
const TRANSFER = "write::transfer";

export interface AccountCheckParts {
  readonly client: ReadClient;
  readonly keyId: string | undefined;
  /** Why nothing can be asked of the account; undefined when it can. */
  readonly unable: string | undefined;
  readonly found: Found | undefined;
  /** Cash below which nothing is quoted, in micro-dollars. */
  readonly floor: number;
}

/** Looks at the account: what its key may do, whether it may trade from here, how fast, and with how much. */
export async function accountChecks(parts: AccountCheckParts): Promise<readonly Check[]> {
  const { client, keyId, unable } = parts;
  if (unable !== undefined || keyId === undefined)
    return NAMES.map((name) =>
      skipped(name, unable ?? "there is no key", "mend what has failed above, then look again"),
    );
  let keys: ApiKeys | undefined;
  const first = await guarded("scopes", async () => {
    keys = await client.read(apiKeys());
    return scopeCheck(keys.keys.find(({ id }) => id === keyId));
  });
  if (keys === undefined) {
    const mend = "mend what scopes says, then look again";
    return [first, ...NAMES.slice(1).map((name) => skipped(name, "the account can't be read", mend))];
  }
  const own = keys.keys.find(({ id }) => id === keyId);
  return [
    first,
    attestationCheck(keys, client),
    await guarded("rate-tier", () => tierCheck(client)),
    await guarded("balance", () => balanceCheck(parts, own?.subaccount)),
  ];
}

function scopeCheck(own: ApiKey | undefined): Check {
  if (own === undefined)
    return warning("scopes", "the exchange doesn't list this key", "look at it in the account's settings");
  const listed = own.scopes.join(", ") || "none";
  const detail = `${listed}${own.subaccount === undefined ? "" : `, for subaccount ${own.subaccount} alone`}`;
  const mayTrade = own.scopes.includes("write") || own.scopes.includes("write::trade");
  if (!mayTrade)
    return failed("scopes", detail, "it may not trade: make a key with the scopes read and write::trade", 3);
  if (!own.scopes.includes("write") && !own.scopes.includes(TRANSFER)) return ok("scopes", detail);
  return warning("scopes", detail, "it may move money as well: make one with the scopes read and write::trade alone");
}

function attestationCheck({ attestedUntil }: ApiKeys, client: ReadClient): Check {
  const now = client.exchangeClock.now();
  const { mayTrade, level, text } = attestationAt(attestedUntil, now);
  const mend = "renew it in Kalshi's app or on its site";
  if (attestedUntil === undefined) return warning("attestation", text, mend);
  const days = Math.floor((attestedUntil - now) / DAY_MS);
  const detail =
    attestedUntil <= now ? `it ended at ${iso(attestedUntil)}` : `until ${iso(attestedUntil)}, ${days} days left`;
  if (!mayTrade) return failed("attestation", detail, mend, 3);
  return level > 0 ? warning("attestation", detail, mend) : ok("attestation", detail);
}

async function tierCheck(client: ReadClient): Promise<Check> {
  const limits = await client.read(accountLimits());
  const { tier, read, write } = limits;
  const detail = `${tier}: ${write.perSecond} write tokens a second (at most ${write.capacity} saved up), ${read.perSecond} for reading`;
  try {
    writeTokensOf(limits, await client.read(endpointCosts()));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return failed("rate-tier", detail, error.message, 2);
  }
  return ok("rate-tier", detail);
}

async function balanceCheck(
  { client, found, floor }: AccountCheckParts,
  subaccount: number | undefined,
): Promise<Check> {
  const exchangeIndex = found?.exchangeIndex ?? 0;
  const { available } = await client.read(balance({ exchangeIndex, ...(subaccount !== undefined && { subaccount }) }));
  const detail = `$${toDollars(available).toFixed(2)} on shard ${exchangeIndex}`;
  if (available >= floor) return ok("balance", detail);
  const least = `$${(floor / 1_000_000).toFixed(2)}`;
  return warning(
    "balance",
    detail,
    `under min_balance_floor_cents (${least}) nothing is quoted: move money to this shard`,
  );
}
