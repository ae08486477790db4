import type { BalanceConvention } from "../../risk/balance-convention.ts";
import type { Evidence } from "./evidence.ts";

/**
 * How the exchange reckons an account's balance, by V-7 and V-9 as they were measured there with this key; what wasn't is left out, and found out from
 * the readings.
 */
export function measuredConvention({ facts, host, keyId }: Evidence): Partial<BalanceConvention> {
  if ("problem" in facts || facts.found?.key_id !== keyId) return {};
  const here = new Map(facts.found.facts.filter((fact) => fact.host === host).map(({ name, value }) => [name, value]));
  const balance = here.get("reported_balance");
  const returned = here.get("collateral_return");
  return {
    ...((balance === "gross" || balance === "net") && { balance }),
    ...(typeof returned === "boolean" && { collateral: returned ? "returned" : "locked" }),
  };
}
