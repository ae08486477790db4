import type { Configuration } from "../app/config.ts";
import { type Addresses, addressesOf, isLoopback, venueAddresses } from "../venue/kalshi/addresses.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/** Where a run trades: on the embedded exchange, in this process; on one that listens; or beside one that listens, which it only looks at. */
export type Place =
  | { readonly kind: "sim" }
  | { readonly kind: "live"; readonly addresses: Addresses }
  | { readonly kind: "dry"; readonly addresses: Addresses };

/**
 * Where this configuration may trade. Throws CommandFailure, whose text tells why not and what does: real money waits until a start checks that all is
 * ready for it; looking on is free.
 */
export function tradingPlace({ venue, settings }: Configuration, live: boolean, takeover = false): Place {
  if (venue === "sim") {
    if (live) throw refused("--live is for an exchange that listens; on --venue sim leave it out");
    if (takeover)
      throw refused("--takeover is for an account that another engine may trade on; on --venue sim leave it out");
    return { kind: "sim" };
  }
  const url = URL.parse(venue);
  const isHere = url !== null && isLoopback(url);
  if (live && !isHere) {
    throw refused(
      `--venue ${venue}: real money waits until a start, which recovers what an earlier one left and fences it off, also checks that all is ` +
        "ready for it, which this version doesn't do yet; leave --live out for a dry run there, use --venue sim, or --live with the URL of an " +
        "exchange on this machine (tauroi exchange)",
    );
  }
  const addresses = live ? addressesOf(venue) : venueAddresses(venue);
  if (addresses === undefined) {
    throw refused(`--venue ${venue}: expected an exchange's root, such as http://127.0.0.1:8137, or its rest_url`);
  }
  if (!live) {
    if (takeover)
      throw refused(
        "--takeover is for an account that another engine may trade on; a dry run has its own: leave it out",
      );
    if (url !== null && url.protocol === "http:" && !isHere)
      throw refused(`--venue ${venue}: plain http is for an exchange on this machine: use https`);
    return { kind: "dry", addresses };
  }
  if (settings.find(({ name }) => name === "profile")?.origin === "default") {
    throw refused("--live: name the strategy with --profile, such as --profile documented; it has no default there");
  }
  return { kind: "live", addresses };
}

function refused(text: string): CommandFailure {
  return new CommandFailure(text, EXIT.usage);
}
