import { LIVE_GUARDS } from "../engine/guards.ts";
import type { Start, WriteTokens } from "../engine/start.ts";
import type { Time } from "../market/units.ts";
import type { Calibrator } from "../model/calibrator.ts";
import { PRIOR } from "../model/parameters.ts";
import type { Discovery } from "../venue/venue.ts";
import type { Configuration } from "./config.ts";
import type { Recovery } from "./recovery.ts";
import type { Session } from "./session.ts";

/** The write budget of a Basic account. */
export const BASIC_WRITES: WriteTokens = { perSecond: 100, capacity: 100, reserve: 30 };

/** The protocol's own times (SAFETY.md, Dead man and Reconciliation). */
const PACING: Omit<Start["pacing"], "writeTokens"> = {
  moves: "acknowledged",
  orderTtlMs: 45_000,
  reconcileEveryMs: 30_000,
  staleAfterMs: 15_000,
  guards: LIVE_GUARDS,
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
  /** Whose orders these are; nobody's on paper. */
  readonly account?: string;
  /** What the operator should know of how the journal was opened, one line each. */
  readonly notes?: readonly string[] | undefined;
  /** What it goes on from; nothing on paper. */
  readonly recovery?: Recovery;
}

/** Has a session begin with what its venue has told: what is there at the start, the parameters that the past gives, the account and the books. */
export function beginSession(start: RunStart): void {
  const { session, discovery, at } = start;
  session.begin(startInput(start));
  session.take(discovery.account);
  for (const { ticker, book } of discovery.books) session.take({ type: "book", at, ticker, book });
}

function startInput({
  discovery,
  calibrator,
  configuration,
  program,
  epoch,
  writeTokens,
  at,
  account,
  notes = [],
  recovery,
}: RunStart): Start {
  const { event, history } = discovery;
  const { profile, limits } = configuration;
  for (const order of history) calibrator.observe(order);
  const words = [...notes, ...(recovery?.recovery ?? [])];
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
    foreignOrders: configuration.foreignOrders,
    pacing: { ...PACING, writeTokens },
    history,
    parameters: event.legs.map(({ ticker }) => ({ ticker, parameters: fitted.get(ticker) ?? PRIOR })),
    ...(account !== undefined && { account }),
    ...(recovery !== undefined && goingOn(recovery)),
    ...(words.length > 0 && { recovery: words }),
  };
}

/** What a start takes over, as its input tells it. */
function goingOn({ carried, unexplained, convention }: Recovery): Partial<Start> {
  return {
    carried,
    ...(unexplained.length > 0 && { unexplained }),
    ...(convention !== undefined && Object.keys(convention).length > 0 && { convention }),
  };
}
