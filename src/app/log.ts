import { pino } from "pino";
import type { Clock } from "../ambient/clock.ts";
import { readyToWrite } from "../ambient/ready-to-write.ts";
import { LOG_EVENTS, type LogEventName, type LogFields, type LogLevel, type ToldEventName } from "./log-events.ts";
import { redacted } from "./redaction.ts";

/** Where the program writes down what happens. Names and fields are for machines, the text is for people. */
export interface Log {
  /** Writes an event of the table (`LOG_EVENTS`) at its own level. */
  write<Name extends Exclude<LogEventName, ToldEventName>>(name: Name, text: string, fields: LogFields<Name>): void;
  /** Writes one whose level is that of whoever tells it. */
  tell<Name extends ToldEventName>(
    severity: "info" | "warning" | "critical",
    name: Name,
    text: string,
    fields: LogFields<Name>,
  ): void;
}

export interface LogOptions {
  /** The least that is written; default info. */
  readonly level?: LogLevel;
  /** Dates the lines: simulated time under simulated time, so that the same run writes the same lines. */
  readonly clock: Clock;
  /** A file to append to, made for this user alone, with its folders; default standard error. */
  readonly file?: string | undefined;
  /** Standard error may be waited for as long as its reader likes: in a rehearsal, where every line counts and no order waits. */
  readonly mayWait?: boolean;
  /** Texts that no line may have, beside those that are known by their names or their looks. */
  readonly secrets?: readonly string[];
}

/**
 * A log of JSON lines, `{"level":"info","time":"2026-01-31T12:00:00.000Z","name":"fill",...,"text":"..."}`, each written before the call returns. Never
 * throws, and waits for no reader: one that went away or has stopped to read, or a full disk, must not stop what is logged. What such a reader misses is
 * counted, and said in the first line that it can have again.
 */
export function createLog({ level = "info", clock, file, mayWait = false, secrets = [] }: LogOptions): Log {
  const destination = pino.destination({ dest: file ?? 2, sync: true, mkdir: true, mode: 0o600 });
  destination.on("error", () => undefined);
  const logger = pino(
    {
      level,
      customLevels: { debug: 20, info: 30, warning: 40, error: 50 },
      useOnlyCustomLevels: true,
      base: null,
      messageKey: "text",
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => destination.write(redacted(line, secrets)) },
  );
  const isReady = file === undefined && !mayWait ? readyToWrite(2) : () => true;
  let lost = 0;
  const write = (severity: LogLevel, name: LogEventName, text: string, fields: object): void => {
    try {
      if (!logger.isLevelEnabled(severity)) return;
      if (!isReady()) {
        lost += 1;
        return;
      }
      if (lost > 0) {
        const lines = lost;
        lost = 0;
        write(LOG_EVENTS["log-lost"].level, "log-lost", `nobody has read ${lines} lines`, { lines });
      }
      logger[severity]({ name, ...fields }, redacted(text, secrets)); // a text may be JSON itself
    } catch {
      // standard error is gone, and with it whoever would have read this
    }
  };
  return {
    write: (name, text, fields) => write(LOG_EVENTS[name].level, name, text, fields),
    tell: (severity, name, text, fields) => write(severity === "critical" ? "error" : severity, name, text, fields),
  };
}
