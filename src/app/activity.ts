import type { Command } from "../engine/command.ts";
import type { Desk } from "../engine/desk.ts";
import type { Fill, Input } from "../engine/input.ts";
import { toCents, toContracts, toDollars } from "../market/units.ts";
import { History } from "./history.ts";
import { HORIZONS_MS, Markouts } from "./markouts.ts";
import { ModelScores } from "./model-scores.ts";
import type { FillView, LogLine } from "./view.ts";

const MOST_FILLS = 50;
const MOST_LINES = 200;
/** The exchange repeats a fill soon or not at all. */
const MOST_SEEN = 1_000;
const REAL_PACE_MS = 1_000;

/** What happened lately, for the screens: newest first, bounded; with it the samples for their charts and what fills and predictions came to. */
export class Activity {
  readonly fills: FillView[] = [];
  readonly log: LogLine[] = [];
  readonly history: History;
  readonly markouts = new Markouts();
  readonly scores = new ModelScores();
  readonly #seen = new Set<string>();
  #isWithoutFigures = false;

  /** `paceMs`: the engine's time in a real second, about. */
  constructor(
    private readonly eventTicker: string,
    paceMs = REAL_PACE_MS,
  ) {
    this.history = new History(paceMs);
  }

  /** `desk`: the engine's, as the input has left it. */
  watch(input: Input, commands: readonly Command[], desk: Desk | undefined): void {
    if (input.type === "fill") this.#fill(input);
    for (const command of commands) {
      if (command.type !== "alert") continue;
      const label = command.ticker === undefined ? "" : `${this.#label(command.ticker)}: `;
      this.note(input.at, command.severity, label + command.text);
    }
    if (desk === undefined || this.#isWithoutFigures) return;
    try {
      this.#figures(input, desk);
    } catch (error) {
      this.#isWithoutFigures = true; // they are for the screen alone: trading doesn't end for their sake
      const why = error instanceof Error ? error.message : String(error);
      this.note(input.at, "warning", `charts, markouts and the model's scores stand still from now on: ${why}`);
    }
  }

  note(at: number, severity: LogLine["severity"], text: string): void {
    this.log.unshift({ at, severity, text });
    if (this.log.length > MOST_LINES) this.log.pop();
  }

  #figures(input: Input, desk: Desk): void {
    const traded = input.type === "trade" ? desk.legs.get(input.order.ticker) : undefined;
    if (input.type === "trade" && traded !== undefined) this.scores.onTrade(traded, input.order);
    this.markouts.watch(desk);
    this.history.watch(desk);
  }

  #fill({ tradeId, ticker, at, side, price, quantity, fee }: Fill): void {
    if (this.#seen.has(tradeId)) return;
    this.#seen.add(tradeId);
    if (this.#seen.size > MOST_SEEN) this.#seen.delete(this.#seen.values().next().value!);
    const label = this.#label(ticker);
    const priceCents = toCents(price);
    const contracts = toContracts(quantity);
    const markoutsCents = HORIZONS_MS.map(() => null);
    const fill = { at, ticker, label, side, priceCents, contracts, feeUsd: toDollars(fee), markoutsCents };
    this.fills.unshift(fill);
    if (this.fills.length > MOST_FILLS) this.fills.pop();
    this.markouts.onFill(fill);
    this.note(at, "info", `${label}: ${side === "bid" ? "bought" : "sold"} ${contracts} at ${priceCents}c`);
  }

  #label(ticker: string): string {
    return ticker.startsWith(`${this.eventTicker}-`) ? ticker.slice(this.eventTicker.length + 1) : ticker;
  }
}
