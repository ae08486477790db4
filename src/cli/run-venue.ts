import type { Configuration } from "../app/config.ts";
import { type Demands, demandsOf } from "../app/readiness/demands.ts";
import { type Addresses, isLoopback, venueAddresses } from "../venue/kalshi/addresses.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/** Where a run trades: on the embedded exchange, in this process; on one that listens; or beside one that listens, which it only looks at. */
export type Place =
  | { readonly kind: "sim" }
  | { readonly kind: "live"; readonly addresses: Addresses; readonly demands: Demands }
  | { readonly kind: "dry"; readonly addresses: Addresses };

/** What the command line says of it. */
export interface PlaceOptions {
  readonly live: boolean;
  readonly takeover?: boolean;
  readonly requireReadiness?: boolean;
}

/**
 * Where this configuration may trade, and what has to be shown before. Throws CommandFailure, whose text tells why not and what does; looking on is
 * free.
 */
export function tradingPlace({ venue, settings }: Configuration, options: PlaceOptions): Place {
  const { live, takeover = false, requireReadiness = false } = options;
  if (requireReadiness && !live) {
    throw refused("--require-readiness is for orders that are real: add --live, or leave it out");
  }
  if (venue === "sim") {
    if (live) throw refused("--live is for an exchange that listens; on --venue sim leave it out");
    if (takeover)
      throw refused("--takeover is for an account that another engine may trade on; on --venue sim leave it out");
    return { kind: "sim" };
  }
  const url = URL.parse(venue);
  const isHere = url !== null && isLoopback(url);
  const addresses = venueAddresses(venue);
  if (addresses === undefined) {
    throw refused(`--venue ${venue}: expected an exchange's root, such as http://127.0.0.1:8137, or its rest_url`);
  }
  if (url !== null && url.protocol === "http:" && !isHere)
    throw refused(`--venue ${venue}: plain http is for an exchange on this machine: use https`);
  if (!live) {
    if (takeover)
      throw refused(
        "--takeover is for an account that another engine may trade on; a dry run has its own: leave it out",
      );
    return { kind: "dry", addresses };
  }
  if (settings.find(({ name }) => name === "profile")?.origin === "default") {
    throw refused("--live: name the strategy with --profile, such as --profile documented; it has no default there");
  }
  return { kind: "live", addresses, demands: demandsOf(venue, requireReadiness) };
}

function refused(text: string): CommandFailure {
  return new CommandFailure(text, EXIT.usage);
}
