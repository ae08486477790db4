import { cancelAllOrders } from "../rest/cancel-order.ts";
import type { RestClient } from "../rest/client.ts";
import { KalshiError } from "../rest/error.ts";
import { names } from "../rest/error-body.ts";
import { KILL_CALL, type Persistence, persist } from "./kill-call.ts";

/**
 * How far the exchange's own cancel-all has come: never asked for, asked for without an answer, carried out, not allowed to this account, or
 * not carried out for another reason, while it is asked for again.
 */
export type CancelAllState = "unasked" | "asked" | "accepted" | "forbidden" | "failing";

interface CancelEverythingParts {
  readonly client: RestClient;
  readonly persistence: Persistence;
  readonly subaccount: number | undefined;
  /** It is about to go out, or has been answered. */
  readonly acted: () => void;
}

/** Sends the exchange's cancel-all until its first success and never again, for it also cancels what is created in the minute that follows. */
export class CancelEverything {
  readonly #parts: CancelEverythingParts;
  state: CancelAllState = "unasked";

  constructor(parts: CancelEverythingParts) {
    this.#parts = parts;
  }

  async send(): Promise<void> {
    if (this.state !== "unasked") return;
    const { client, persistence, subaccount, acted } = this.#parts;
    const whose = subaccount === undefined || subaccount === 0 ? {} : { subaccount };
    this.state = "asked";
    const outcome = await persist(async () => {
      acted();
      try {
        await client.write(cancelAllOrders(whose), KILL_CALL);
      } catch (error) {
        if (error instanceof KalshiError && isForbidden(error)) return "forbidden";
        if (!(error instanceof KalshiError && error.kind === "throttled")) this.state = "failing";
        throw error;
      }
      return "accepted";
    }, persistence);
    if (outcome === undefined) return;
    this.state = outcome;
    acted();
  }
}

/** Not every account may (SAFETY.md, V-4). A lapsed attestation is another matter: it refuses single cancels alike, and may be renewed. */
function isForbidden({ status, complaint }: KalshiError): boolean {
  return status === 403 && !names(complaint, "attestation");
}
