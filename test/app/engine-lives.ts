import { expect } from "vitest";
import type { Position, Price, Quantity, Side } from "../../src/market/units.ts";
import { type HarnessOptions, LiveHarness } from "../venue/kalshi/live-harness.ts";
import { EngineLife, type LifeOptions } from "./engine-life.ts";

/** An exchange, and the lives of the program on it, one after the other or at once. */
export class EngineLives {
  readonly lives: EngineLife[] = [];
  #harness: LiveHarness | undefined;

  get harness(): LiveHarness {
    if (this.#harness === undefined) throw new Error("there is no exchange yet");
    return this.#harness;
  }

  exchange(options: HarnessOptions = {}): LiveHarness {
    this.#harness = new LiveHarness({ seed: 5, ...options });
    return this.#harness;
  }

  async alive(options: LifeOptions): Promise<EngineLife> {
    const life = new EngineLife(this.harness, options);
    this.lives.push(life);
    return life.open();
  }

  /** Positions that the exchange itself has. */
  held(): ReadonlyMap<string, Position> {
    const { exchange, account } = this.harness;
    const all = exchange.positions(account).filter(({ position }) => position !== 0);
    return new Map(all.map(({ ticker, position }) => [ticker, position]));
  }

  /** What must be true of an engine's books whenever nothing is under way. */
  expectBooks({ desk }: EngineLife): void {
    const { exchange, account } = this.harness;
    for (const [ticker, position] of this.held()) {
      expect([ticker, desk.account.position(ticker)]).toEqual([ticker, position]);
    }
    expect(desk.account.balance).toBe(exchange.balance(account));
  }

  /** Lets time pass until an engine has heard of so many fills. */
  async filled(life: EngineLife, fills: number): Promise<void> {
    await this.harness.until(() => life.of("fill").length >= fills);
  }

  /** The account's owner trades in the app. */
  byHand(ticker: string, side: Side, price: number, contracts: number): void {
    const { exchange, account, served } = this.harness;
    const terms = { ticker, side, price: price as Price, quantity: (contracts * 100) as Quantity };
    const more = { timeInForce: "immediate-or-cancel", postOnly: false } as const;
    const answer = exchange.create(account, { ...terms, ...more }, served.catchUp());
    expect(answer).toMatchObject({ ok: true, order: { filled: contracts * 100 } });
  }

  async close(): Promise<void> {
    for (const life of this.lives) await life.close();
    for (const life of this.lives.splice(0)) life.remove();
    await this.#harness?.close();
    this.#harness = undefined;
  }
}
