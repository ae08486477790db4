import type { Venue } from "../venue/venue.ts";
import type { AccountCheck } from "./account-check.ts";
import type { Session, SessionEnd } from "./session.ts";
import type { DryRunView, View } from "./view.ts";

/** A session on a venue, opened and not yet begun to move, whatever the venue. */
export interface Run {
  readonly session: Session;
  readonly venue: Venue;
  snapshot(): View;
  /** Lets it run until the session is over. */
  play(): Promise<SessionEnd>;
  /** What to hold against a dry run's own figures; undefined where orders are real, or all is simulated. */
  readonly dryRun?: DryRunView | undefined;
  /** How our books compared with the exchange's after the end; undefined before it, and where nothing is to be compared. */
  readonly account?: AccountCheck | undefined;
}
