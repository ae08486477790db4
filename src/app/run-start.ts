import type { Start, WriteTokens } from "../engine/input.ts";
import type { Time } from "../market/units.ts";
import type { Calibrator } from "../model/calibrator.ts";
import { PRIOR } from "../model/parameters.ts";
import type { Discovery } from "../venue/venue.ts";
import type { Configuration } from "./config.ts";
import type { Session } from "./session.ts";

/** The write budget of a Basic account. */
export const BASIC_WRITES: WriteTokens = { perSecond: 100, capacity: 100, reserve: 30 };

/** The protocol's own times (SAFETY.md, Dead man and Reconciliation). */
const PACING: Omit<Start["pacing"], "writeTokens"> = {
  moves: "acknowledged",
  orderTtlMs: 45_000,
  reconcileEveryMs: 30_000,
  staleAfterMs: 15_000,
};

export interface RunStart {
  readonly session: Session;
  readonly calibrator: Calibrator;
  readonly discovery: Discovery;
  readonly configuration: Configuration;
  readonly program: string;
  /** Makes this start's order ids unlike those of every other start. */
  readonly epoch: string;
  readonly writeTokens: WriteTokens;
  readonly at: Time;
}

/** Has a session begin with what its venue has told: what is there at the start, the parameters that the past gives, the account and the books. */
export function beginSession(start: RunStart): void {
  const { session, discovery, at } = start;
  session.begin(startInput(start));
  session.take(discovery.account);
  for (const { ticker, book } of discovery.books) session.take({ type: "book", at, ticker, book });
}

function startInput({ discovery, calibrator, configuration, program, epoch, writeTokens, at }: RunStart): Start {
  const { event, history } = discovery;
  const { profile, limits } = configuration;
  for (const order of history) calibrator.observe(order);
  const fitted = new Map(calibrator.calibrate(at).map((set) => [set.ticker, set.parameters]));
  return {
    type: "start",
    at,
    epoch,
    version: program,
    event,
    profile,
    rules: "all",
    model: "kalman",
    limits,
    pacing: { ...PACING, writeTokens },
    history,
    parameters: event.legs.map(({ ticker }) => ({ ticker, parameters: fitted.get(ticker) ?? PRIOR })),
  };
}
