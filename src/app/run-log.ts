import type { Command } from "../engine/command.ts";
import type { Input } from "../engine/input.ts";
import { type Time, toCents, toContracts, toDollars } from "../market/units.ts";
import type { VenueNotice } from "../venue/kalshi/notice.ts";
import { createLog, type Log } from "./log.ts";

/** Writes the log of a run: its trades, what the operator asked for, what the engine wants known, and what it sends (debug). */
export class RunLog {
  readonly #log: Log;
  /** Engine time of what is being written down: the same run writes the same lines. */
  #at = 0 as Time;

  constructor() {
    this.#log = createLog({ clock: { now: () => this.#at } });
  }

  /** To be told of every input with the commands that it caused. */
  readonly watch = (input: Input, commands: readonly Command[]): void => {
    this.#at = input.at;
    this.#input(input);
    for (const command of commands) {
      if (command.type === "alert") {
        const { severity, code, text, ticker } = command;
        this.#log[severity === "critical" ? "error" : severity](text, { code, ticker });
      } else this.#log.debug(`sent ${command.type}`, command);
    }
  };

  /** To be told of what the venue wants known, by its clock. */
  readonly notice = ({ severity, code, text }: VenueNotice, at: Time): void => {
    this.#at = at;
    this.#log[severity === "critical" ? "error" : severity](text, { code });
  };

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
        this.#log.info("started", fields);
        return;
      }
      case "fill": {
        const { ticker, side, tradeId, fee } = input;
        const contracts = toContracts(input.quantity);
        const cents = toCents(input.price);
        const text = `${side === "bid" ? "bought" : "sold"} ${contracts} ${ticker} at ${cents}c`;
        this.#log.info(text, { ticker, side, contracts, cents, feeUsd: toDollars(fee), tradeId });
        return;
      }
      case "settlement":
        this.#log.info(`${input.ticker} paid ${toCents(input.value)}c`, { ticker: input.ticker });
        return;
      case "leg":
        this.#log.info(`${input.leg.ticker} is ${input.leg.status}`, { ticker: input.leg.ticker });
        return;
      case "exchange":
        this.#log.info(input.trading ? "the exchange trades" : "the exchange has paused trading");
        return;
      default:
        this.#log.debug(input.type, input);
    }
  }
}
