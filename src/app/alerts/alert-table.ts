export type AlertSeverity = "info" | "warning" | "critical";

interface AlertKind {
  readonly severity: AlertSeverity;
  /** `open`: it holds until its cause is over, and can be acknowledged; `once`: something happened. */
  readonly way: "open" | "once";
  readonly meaning: string;
}

/** Everything that alerts are sent for, by the name that `tauroi alerts ack` takes. docs/observing.md has the same table. */
export const ALERTS = {
  halt: { severity: "critical", way: "open", meaning: "the breaker has halted trading for the day" },
  kill: {
    severity: "critical",
    way: "open",
    meaning: "the account was killed; resolved when it is proven that nothing rests",
  },
  drift: { severity: "critical", way: "open", meaning: "positions or orders differ from the exchange's" },
  "unexplained-cash": { severity: "critical", way: "open", meaning: "cash has gone that nothing explains" },
  "breaker-near": {
    severity: "warning",
    way: "open",
    meaning: "`alert_breaker_pct` of the loss at which the breaker halts is lost; over when a tenth of it is won back",
  },
  "attestation-coming": {
    severity: "warning",
    way: "open",
    meaning: "the location attestation lapses in 7 days or less; again at 2 days and at 1",
  },
  "attestation-lapsed": {
    severity: "critical",
    way: "open",
    meaning: "it lapses within the hour, and nothing is quoted; again when it has",
  },
  "key-refused": { severity: "critical", way: "open", meaning: "the exchange doesn't accept the key any more" },
  taken: {
    severity: "critical",
    way: "once",
    meaning: "another engine, or another hand, has the account; this one has ended",
  },
  crash: { severity: "critical", way: "once", meaning: "the engine has ended on an error of its own" },
  "engine-silent": {
    severity: "critical",
    way: "open",
    meaning: "the engine listens and takes nothing in (told by the watchdog)",
  },
  "engine-gone": {
    severity: "critical",
    way: "open",
    meaning: "no engine has answered for a minute (told by the watchdog)",
  },
  "account-blind": { severity: "warning", way: "open", meaning: "the account can't be read (told by the watchdog)" },
  "watchdog-kill": {
    severity: "critical",
    way: "open",
    meaning: "the watchdog kills the account; resolved when it is proven that nothing rests",
  },
  "start-refused": { severity: "critical", way: "once", meaning: "a session could not begin, and why" },
  "session-started": { severity: "info", way: "once", meaning: "a session has begun (`alert_sessions`)" },
  "session-ended": { severity: "info", way: "once", meaning: "a session is over, and why (`alert_sessions`)" },
} as const satisfies Readonly<Record<string, AlertKind>>;

export type AlertId = keyof typeof ALERTS;

export const alertIds = Object.keys(ALERTS) as AlertId[];

type OfWay<Way extends AlertKind["way"]> = {
  [Id in AlertId]: (typeof ALERTS)[Id]["way"] extends Way ? Id : never;
}[AlertId];

export type OpenAlertId = OfWay<"open">;
export type OnceAlertId = OfWay<"once">;
