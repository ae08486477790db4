import type { Command } from "../engine/command.ts";
import type { Input } from "../engine/input.ts";
import { toCents, toContracts, toDollars } from "../market/units.ts";
import type { FillView, LogLine } from "./view.ts";

const MOST_FILLS = 50;
const MOST_LINES = 200;

/** What happened lately, for the panel: newest first, bounded. */
export class Activity {
  readonly fills: FillView[] = [];
  readonly log: LogLine[] = [];
  readonly #seen = new Set<string>();

  constructor(private readonly eventTicker: string) {}

  watch(input: Input, commands: readonly Command[]): void {
    if (input.type === "fill" && !this.#seen.has(input.tradeId)) {
      this.#seen.add(input.tradeId);
      const label = this.#label(input.ticker);
      const { at, side } = input;
      const priceCents = toCents(input.price);
      const contracts = toContracts(input.quantity);
      this.fills.unshift({ at, label, side, priceCents, contracts, feeUsd: toDollars(input.fee) });
      if (this.fills.length > MOST_FILLS) this.fills.pop();
      this.note(at, "info", `${label}: ${side === "bid" ? "bought" : "sold"} ${contracts} at ${priceCents}c`);
    }
    for (const command of commands) {
      if (command.type !== "alert") continue;
      const label = command.ticker === undefined ? "" : `${this.#label(command.ticker)}: `;
      this.note(input.at, command.severity, label + command.text);
    }
  }

  note(at: number, severity: LogLine["severity"], text: string): void {
    this.log.unshift({ at, severity, text });
    if (this.log.length > MOST_LINES) this.log.pop();
  }

  #label(ticker: string): string {
    return ticker.startsWith(`${this.eventTicker}-`) ? ticker.slice(this.eventTicker.length + 1) : ticker;
  }
}
