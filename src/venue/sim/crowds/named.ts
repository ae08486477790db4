import type { Crowd, CrowdName } from "./crowd.ts";
import { LIVELY } from "./lively.ts";
import { MONTHLY } from "./monthly.ts";

const CROWDS: Readonly<Record<CrowdName, Crowd>> = { lively: LIVELY, monthly: MONTHLY };

/** The crowd of this name. */
export function crowdNamed(name: CrowdName): Crowd {
  return CROWDS[name];
}
