import type { Time } from "../market/units.ts";
import type { ExchangeClock } from "../venue/kalshi/exchange-clock.ts";
import type { AttemptRecord } from "../venue/kalshi/rest/read-client.ts";

/** The exchange at the other end of a line. */
export interface ExchangeView {
  /** Its clock less this machine's; null while nothing is known of it. */
  readonly clockOffsetMs: number | null;
  /** How far that may be off. */
  readonly clockUncertaintyMs: number | null;
  /** When the account's location attestation lapses, epoch milliseconds; null without one. */
  readonly attestedUntil: number | null;
  /** It has refused the key, and has not accepted it since. */
  readonly isKeyRefused: boolean;
}

/** Only these answers tell of the key: others come to anybody. */
const SIGNED = /^\/(portfolio|api_keys|account)\b/;
const UNAUTHORISED = 401;
/** One refusal may be of a timestamp; a key that is gone is refused every time. */
const REFUSALS = 2;

/** Whether the exchange still accepts the key, by its answers. */
export class KeyStanding {
  #refusals = 0;

  /** To be told of each attempt of a request. */
  readonly note = ({ route, status }: AttemptRecord): void => {
    if (status === undefined || !SIGNED.test(route)) return;
    this.#refusals = status === UNAUTHORISED ? this.#refusals + 1 : 0;
  };

  get isRefused(): boolean {
    return this.#refusals >= REFUSALS;
  }
}

/** What is known of an exchange at the other end of a line. */
export function exchangeView(
  { clock, attestedUntil }: { readonly clock: ExchangeClock; readonly attestedUntil?: Time | undefined },
  key?: KeyStanding,
): ExchangeView {
  return {
    clockOffsetMs: clock.measuredOffsetMs ?? null,
    clockUncertaintyMs: clock.uncertaintyMs ?? null,
    attestedUntil: attestedUntil ?? null,
    isKeyRefused: key?.isRefused ?? false,
  };
}
