import { type ALIKE, type Differing, differingIn } from "./differing.ts";
import type { SessionParity } from "./parity.ts";

/**
 * The gates of the ramp to real money, frozen before the first order: what docs/going-live.md gives the reasons and the chances of. They are no settings: who
 * changes one changes the program, and its sessions are then another program's.
 */
export const GATES = {
  /** Orders that public data say were filled otherwise, beyond what the queue can hide, as a share of the fills; judged from so many fills on. */
  unexplained: { share: 0.1, leastFills: 30 },
  /** Those that came, as a share of the fills that `through` predicts; judged from so many predicted on. */
  through: { share: 0.5, leastPredicted: 40 },
  /** Mean markout an hour after a fill, cents a contract; judged from so many judged fills on. */
  markout: { cents: 0, leastFills: 300 },
  /** What the account earned from the first session to the last, dollars for each contract of the order size. */
  loss: { usdPerContract: -25 },
} as const;

export type GateName = "replay" | "unexplained" | "through" | "markout-1h" | "loss";

/** `wait`: too little is known yet. */
export type GateVerdict = "go" | "wait" | "stop";

export interface Gate {
  readonly gate: GateName;
  readonly verdict: GateVerdict;
  /** What was measured, and where it stops; null where nothing can be said yet. */
  readonly value: number | null;
  readonly stops_at: string;
  /** How much there is to judge by, and how much it takes. */
  readonly seen: number;
  readonly needed: number;
}

export interface Gates {
  readonly gates: readonly Gate[];
  /** Stop when any gate says so; go when all say so. */
  readonly verdict: GateVerdict;
  readonly sessions: number;
  /** Whether real orders were sent in all of them; else it is a rehearsal. */
  readonly live: boolean;
  readonly left_out: number;
  /** What isn't the same in all sessions. */
  readonly mixed: readonly (typeof ALIKE)[number][];
  /** What just isn't, the values that were traded by among it, and where it is what. */
  readonly differing: readonly Differing[];
}

/** What is judged together. */
export interface GatedSessions {
  readonly sessions: readonly SessionParity[];
  /** What the account earned over all that the journals keep, with what was held over from one session to the next; dollars. */
  readonly netUsd: number;
  /** Sessions whose beginnings are lost. */
  readonly leftOut: number;
  /** Where a session is found, for people; left out: by its number alone. */
  readonly placeOf?: (session: SessionParity) => string;
}

/** Judges sessions together. One that is left out keeps the gates from saying go, and so do sessions that aren't alike. */
export function gatesOf({ sessions, netUsd, leftOut, placeOf = bySession }: GatedSessions): Gates {
  const total = (of: (session: SessionParity) => number): number =>
    sessions.reduce((sum, session) => sum + of(session), 0);
  const fills = total(({ told }) => told.fills);
  const mismatches = total(({ replay }) => replay.mismatches);
  const unexplained = total(({ differences }) => differences.filter(({ cause }) => cause !== "queue").length);
  const through = total(({ predicted }) => predicted.through.fills);
  const came = total((session) => session.through_came);
  const judged = total(({ told }) => told.judged_1h);
  const contracts = total(({ told }) => told.judged_1h_contracts);
  const markout = exact(total(({ told }) => (told.markout_1h_cents ?? 0) * told.judged_1h_contracts));
  const net = exact(netUsd);
  const size = Math.max(1, ...sessions.map(({ order_size: each }) => each));
  const gates: readonly Gate[] = [
    gate(
      "replay",
      mismatches,
      "any answer of the engine that isn't the same again",
      mismatches > 0,
      sessions.length,
      1,
    ),
    gate(
      "unexplained",
      fills === 0 ? null : unexplained / fills,
      `more than ${GATES.unexplained.share} of the fills`,
      unexplained > GATES.unexplained.share * fills,
      fills,
      GATES.unexplained.leastFills,
    ),
    gate(
      "through",
      through === 0 ? null : came / through,
      `fewer than ${GATES.through.share} of those predicted`,
      came < GATES.through.share * through,
      through,
      GATES.through.leastPredicted,
    ),
    gate(
      "markout-1h",
      contracts === 0 ? null : markout / contracts,
      `below ${GATES.markout.cents} c`,
      contracts > 0 && markout / contracts < GATES.markout.cents,
      judged,
      GATES.markout.leastFills,
    ),
    gate(
      "loss",
      net,
      `a net of ${GATES.loss.usdPerContract * size} $ or less`,
      net <= GATES.loss.usdPerContract * size,
      sessions.length,
      1,
    ),
  ];
  const isStopped = gates.some(({ verdict }) => verdict === "stop");
  const { mixed, differing } = differingIn(sessions, placeOf);
  const isGo = leftOut === 0 && mixed.length === 0 && gates.every(({ verdict }) => verdict === "go");
  return {
    gates,
    verdict: isStopped ? "stop" : isGo ? "go" : "wait",
    sessions: sessions.length,
    live: sessions.every(({ kind }) => kind === "live"),
    left_out: leftOut,
    mixed,
    differing,
  };
}

function bySession({ session }: SessionParity): string {
  return `session ${session}`;
}

/** To a millionth: what is added up in binary fractions must not fall on the other side of a threshold that it meets. */
function exact(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function gate(
  name: GateName,
  value: number | null,
  stopsAt: string,
  stops: boolean,
  seen: number,
  needed: number,
): Gate {
  const verdict = seen < needed ? "wait" : stops ? "stop" : "go";
  return { gate: name, verdict, value, stops_at: stopsAt, seen, needed };
}
