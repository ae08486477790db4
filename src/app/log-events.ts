/** The least that is written; what is below it isn't. */
export type LogLevel = "debug" | "info" | "warning" | "error";

interface LogEvent {
  /** `by its severity`: as urgent as who tells it says. */
  readonly level: LogLevel | "by its severity";
  readonly fields: readonly string[];
  readonly meaning: string;
}

/**
 * Everything that a run's log can have, by the name that stands on its line: names and fields stay, texts may change. docs/observing.md has
 * the same table.
 */
export const LOG_EVENTS = {
  "session-started": {
    level: "info",
    fields: ["event", "legs", "profile", "epoch", "history"],
    meaning:
      "the engine has started: what it trades, as what, its orders' epoch, and how many past trades it began with",
  },
  "session-ended": { level: "info", fields: ["reason", "detail"], meaning: "the run is over, and why" },
  fill: {
    level: "info",
    fields: ["ticker", "side", "contracts", "cents", "feeUsd", "tradeId"],
    meaning: "an order of ours was filled, in part or whole",
  },
  settlement: { level: "info", fields: ["ticker", "cents"], meaning: "a contract has paid out" },
  "contract-status": {
    level: "info",
    fields: ["ticker", "status"],
    meaning: "the exchange says what a contract is now",
  },
  "exchange-status": { level: "info", fields: ["trading"], meaning: "trading runs, or is paused" },
  decision: {
    level: "by its severity",
    fields: ["code", "ticker"],
    meaning: "what the engine wants known: a guard, a limit, a difference, what an operator has asked for",
  },
  notice: {
    level: "by its severity",
    fields: ["code"],
    meaning: "what is around the engine wants known: the line to the exchange, the account, the journal",
  },
  "metrics-listening": { level: "info", fields: ["url"], meaning: "metrics are served there" },
  "alert-raised": { level: "warning", fields: ["id"], meaning: "an alert is open and on its way to the webhook" },
  "alert-repeated": {
    level: "warning",
    fields: ["id"],
    meaning: "an open alert that nobody has acknowledged is sent again",
  },
  "alert-resolved": { level: "info", fields: ["id"], meaning: "what an alert was about is over" },
  "alert-acknowledged": { level: "info", fields: ["id", "by"], meaning: "somebody has seen an alert" },
  "alert-told": {
    level: "info",
    fields: ["id"],
    meaning: "something is told once and needs no answer: a start, an end",
  },
  "alert-undelivered": {
    level: "error",
    fields: ["id", "why"],
    meaning: "the webhook has not taken a message, and it won't be tried again",
  },
  "alert-webhook": {
    level: "warning",
    fields: ["why"],
    meaning: "the webhook fails; what it was to take is tried again",
  },
  "log-lost": {
    level: "warning",
    fields: ["lines"],
    meaning: "whoever reads standard error had stopped to read: so many lines are missing before this one",
  },
  input: { level: "debug", fields: ["input"], meaning: "everything else that the engine is told, as it is journaled" },
  command: { level: "debug", fields: ["command"], meaning: "everything that the engine sends, as it is journaled" },
} as const satisfies Readonly<Record<string, LogEvent>>;

export type LogEventName = keyof typeof LOG_EVENTS;

/** The fields that an event has, all of them; undefined ones are left out of the line. */
export type LogFields<Name extends LogEventName> = Readonly<
  Record<(typeof LOG_EVENTS)[Name]["fields"][number], unknown>
>;

/** Events whose level is not theirs but of whoever tells them. */
export type ToldEventName = {
  [Name in LogEventName]: (typeof LOG_EVENTS)[Name]["level"] extends LogLevel ? never : Name;
}[LogEventName];
