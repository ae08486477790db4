import type { Command } from "../engine/command.ts";
import type { Input } from "../engine/input.ts";
import { type Time, toCents, toContracts, toDollars } from "../market/units.ts";
import type { VenueNotice } from "../venue/kalshi/notice.ts";
import { createLog, type Log, type LogOptions } from "./log.ts";

/** Writes the log of a run: its trades, what the operator asked for, what the engine wants known, and what it sends (debug). */
export class RunLog {
  readonly #log: Log;
  readonly #level: LogOptions["level"];
  /** Engine time of what is being written down: the same run writes the same lines. */
  #at = 0 as Time;

  constructor(options: Omit<LogOptions, "clock"> = {}) {
    this.#level = options.level;
    this.#log = createLog({ ...options, clock: { now: () => this.#at } });
  }

  /** To be told of every input with the commands that it caused. */
  readonly watch = (input: Input, commands: readonly Command[]): void => {
    this.#at = input.at;
    this.#input(input);
    for (const command of commands) {
      if (command.type === "alert") {
        const { severity, code, text, ticker } = command;
        this.#log.tell(severity, "decision", text, { code, ticker });
      } else if (this.#level === "debug") this.#log.write("command", `sent ${command.type}`, { command });
    }
  };

  /** To be told of what the venue wants known, by its clock. */
  readonly notice = ({ severity, code, text }: VenueNotice, at: Time): void => {
    this.#at = at;
    this.#log.tell(severity, "notice", text, { code });
  };

  /** The run is over, at the time of the last line. */
  ended(reason: string, detail: string): void {
    this.#log.write("session-ended", `ended: ${detail}`, { reason, detail });
  }

  #input(input: Input): void {
    switch (input.type) {
      case "start": {
        const { event, profile, epoch, history } = input;
        const fields = {
          event: event.ticker,
          legs: event.legs.length,
          profile: profile.name,
          epoch,
          history: history.length,
        };
        this.#log.write("session-started", "started", fields);
        return;
      }
      case "fill": {
        const { ticker, side, tradeId, fee } = input;
        const contracts = toContracts(input.quantity);
        const cents = toCents(input.price);
        const text = `${side === "bid" ? "bought" : "sold"} ${contracts} ${ticker} at ${cents}c`;
        this.#log.write("fill", text, { ticker, side, contracts, cents, feeUsd: toDollars(fee), tradeId });
        return;
      }
      case "settlement": {
        const { ticker } = input;
        const cents = toCents(input.value);
        this.#log.write("settlement", `${ticker} paid ${cents}c`, { ticker, cents });
        return;
      }
      case "leg": {
        const { ticker, status } = input.leg;
        this.#log.write("contract-status", `${ticker} is ${status}`, { ticker, status });
        return;
      }
      case "exchange": {
        const { trading } = input;
        const text = trading ? "the exchange trades" : "the exchange has paused trading";
        this.#log.write("exchange-status", text, { trading });
        return;
      }
      default:
        if (this.#level === "debug") this.#log.write("input", input.type, { input });
    }
  }
}
