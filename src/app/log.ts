import { pino } from "pino";
import type { Clock } from "../ambient/clock.ts";

/** Where the program writes down what happens. Fields are for machines, the text is for people. */
export interface Log {
  debug(text: string, fields?: object): void;
  info(text: string, fields?: object): void;
  warning(text: string, fields?: object): void;
  error(text: string, fields?: object): void;
}

export type LogLevel = keyof Log;

export interface LogOptions {
  /** The least that is written; default info. */
  readonly level?: LogLevel;
  /** Dates the lines: simulated time under simulated time, so that the same run writes the same lines. */
  readonly clock: Clock;
  /** A file to append to, made for this user alone, with its folders; default standard error. */
  readonly file?: string | undefined;
}

/**
 * A log of JSON lines, `{"level":"info","time":"2026-01-31T12:00:00.000Z",...,"text":"..."}`, each written before the call returns. Never
 * throws: a reader that went away or a full disk must not stop what is logged.
 */
export function createLog({ level = "info", clock, file }: LogOptions): Log {
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
    destination,
  );
  const write =
    (severity: LogLevel) =>
    (text: string, fields: object = {}): void => {
      try {
        logger[severity](fields, text);
      } catch {
        // standard error is gone, and with it whoever would have read this
      }
    };
  return { debug: write("debug"), info: write("info"), warning: write("warning"), error: write("error") };
}
