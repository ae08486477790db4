import type { Files } from "../../ambient/files.ts";
import type { Found } from "../../venue/kalshi/discovery.ts";
import { KalshiError } from "../../venue/kalshi/rest/error.ts";
import type { ReadClient } from "../../venue/kalshi/rest/read-client.ts";
import { type Check, ok, skipped, warning } from "../doctor/check.ts";
import { gatherEvidence } from "./evidence.ts";
import { judge } from "./readiness.ts";

export interface ReadinessCheckParts {
  readonly client: ReadClient;
  readonly keyId: string | undefined;
  readonly state: string | undefined;
  readonly isPlayMoney: boolean;
  /** Why nothing can be asked of the account; undefined when it can. */
  readonly unable: string | undefined;
  readonly found: Found | undefined;
  readonly files: Files;
}

const NAMES = ["drill", "rules", "live"] as const;

/**
 * What a start with real orders wants beyond the doctor's other lines: a rehearsed kill, acknowledged rules, and whether all of it together is there. Never
 * failed: a dry run needs none of it.
 */
export async function readinessChecks(parts: ReadinessCheckParts): Promise<readonly Check[]> {
  const { keyId, found, unable } = parts;
  if (unable !== undefined || keyId === undefined || found === undefined)
    return NAMES.map((name) =>
      skipped(name, unable ?? "there is no event", "mend what has failed above, then look again"),
    );
  try {
    const findings = judge(await gatherEvidence({ ...parts, keyId, found }));
    const own = findings.filter(({ name }) => name === "drill" || name === "rules");
    const open = findings.filter(({ isMet }) => !isMet);
    const [first] = open;
    return [
      ...own.map(({ name, isMet, detail, mend }) => (isMet ? ok(name, detail) : warning(name, detail, mend))),
      first === undefined
        ? ok("live", "ready for a run with real orders (docs/going-live.md)")
        : warning(
            "live",
            `not ready for real orders: ${open.map(({ name }) => name).join(", ")} (docs/going-live.md)`,
            open.map(({ detail, mend }) => `${detail}: ${mend}`).join("; "),
          ),
    ];
  } catch (error) {
    if (!(error instanceof KalshiError)) throw error;
    return NAMES.map((name) => skipped(name, error.reason, "look at the connection, then try again"));
  }
}
