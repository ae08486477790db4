import { describe, expect, test } from "vitest";
import { Activity } from "../../src/app/activity.ts";
import { takeSnapshot } from "../../src/app/snapshot.ts";
import type { Command } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import { type Side, type Time, time } from "../../src/market/units.ts";
import { fairMove, legTickers, openingInputs, steeredEngine, steeredStart } from "./steered-event.ts";

const T0 = time(1_790_000_000_000);
const [A, B, C] = legTickers(3) as [string, string, string];

/** Three legs quoted from 0 s on, by an account with 100 tokens a second, every request answered at once. */
class Desk {
  readonly engine = steeredEngine();
  #now: Time = T0;

  constructor(perSecond = 100) {
    const writeTokens = { perSecond, capacity: 100, reserve: 30 };
    const profile = { staleOrderDriftCents: 1 };
    this.give(steeredStart({ at: T0, tickers: [A, B, C], writeTokens, orderTtlMs: 45_000, profile }));
    for (const input of openingInputs(T0, [A, B, C])) for (const command of this.give(input)) this.#accept(command);
  }

  get waits() {
    return this.engine.desk!.service.waits;
  }

  /** What is sent when a fair value moves, or when nothing but time has passed. */
  at(seconds: number, move?: { readonly ticker: string; readonly cents: number }): string[] {
    this.#now = time(T0 + Math.round(seconds * 1_000));
    return this.#named(
      this.give(move === undefined ? { type: "tick", at: this.#now } : fairMove(move.ticker, this.#now, move.cents)),
    );
  }

  /** The exchange takes a quote off by itself; what is sent then. */
  lose(ticker: string, side: Side): string[] {
    const order = this.#order(ticker, side);
    const { clientOrderId } = order;
    return this.#named(
      this.give({ type: "closed", at: this.#now, clientOrderId, reason: "other", reducedBy: order.original }),
    );
  }

  /** Leaves so many tokens at `seconds`, as if others had used the account. */
  leave(tokens: number, seconds: number): void {
    this.#now = time(T0 + Math.round(seconds * 1_000));
    const { gate } = this.engine.desk!;
    gate.spend(gate.available(this.#now) - tokens, this.#now);
  }

  give(input: Input): readonly Command[] {
    return this.engine.handle(input);
  }

  /** What is sent by now; all of it is carried out at once. */
  answered(seconds: number): string[] {
    this.#now = time(T0 + Math.round(seconds * 1_000));
    const sent = this.give({ type: "tick", at: this.#now });
    for (const command of sent) this.#accept(command);
    return this.#named(sent);
  }

  #accept(command: Command): void {
    if (command.type !== "place") return;
    const { clientOrderId } = command;
    this.give({ type: "sent", at: this.#now, clientOrderId });
    this.give({ type: "placed", at: this.#now, clientOrderId, orderId: clientOrderId });
  }

  #order(ticker: string, side: Side) {
    return this.engine.desk!.orders.liveOf(ticker)[side][0]!;
  }

  /** "cancel L1 bid" */
  #named(commands: readonly Command[]): string[] {
    return commands.map((command) => {
      if (command.type === "cancel") {
        const { ticker, side } = this.engine.desk!.orders.get(command.clientOrderId)!;
        return `cancel ${ticker.slice(-2)} ${side}`;
      }
      if (command.type === "place" || command.type === "amend")
        return `${command.type} ${command.ticker.slice(-2)} ${command.side}`;
      return command.type;
    });
  }
}

describe("a quote that is wrong by more than the drift", () => {
  test("is cancelled before everything else when there will be no tokens for its new order within 500 ms", () => {
    const desk = new Desk(1);
    desk.leave(30, 10);
    expect(desk.lose(C, "bid")).toEqual([]);
    // Five seconds' tokens don't buy the missing bid, and nothing else may be bought before it but what is more urgent.
    expect(desk.at(15)).toEqual([]);
    expect(desk.at(15, { ticker: A, cents: 53 })).toEqual(["cancel L1 bid", "cancel L1 ask"]);
  });

  test("is moved in its turn when there will be", () => {
    const desk = new Desk();
    desk.leave(36, 25);
    // Until 25.5 s there will be 56 tokens: four renewals and two cancels leave 12, enough for one of the two new orders.
    expect(desk.at(25, { ticker: A, cents: 53 })).toEqual(["cancel L1 ask"]);
    // Its turn is after the renewals, and two tokens that are left are not for it before those.
    expect(desk.waits.count).toBe(5);
  });

  test("that has waited for 500 ms is cancelled first, whatever tokens are to come", () => {
    const desk = new Desk();
    desk.leave(36, 25);
    desk.at(25, { ticker: A, cents: 53 });
    desk.leave(36, 25.4);
    expect(desk.at(25.4)).toEqual([]);
    desk.leave(36, 25.6);
    expect(desk.at(25.6)).toEqual(["cancel L1 bid"]);
  });
});

describe("what waits for tokens", () => {
  test("is told by contract and side, with the time of the first, until it is served", () => {
    const desk = new Desk();
    expect(desk.waits).toMatchObject({ count: 0, since: undefined, turnedAway: 0 });
    desk.leave(30, 25);
    desk.at(25);
    expect(desk.waits).toMatchObject({ count: 6, since: T0 + 25_000, turnedAway: 6 });
    expect(desk.at(25.1)).toEqual(["amend L1 bid"]);
    expect(desk.waits).toMatchObject({ count: 5, since: T0 + 25_000, turnedAway: 6 });
    expect(desk.at(26)).toHaveLength(5);
    expect(desk.waits).toMatchObject({ count: 0, since: undefined, turnedAway: 6 });
  });

  test("is in the picture that viewers and scripts get", () => {
    const desk = new Desk();
    desk.leave(31.9, 25);
    desk.at(25);
    const context = {
      program: "tauroi",
      venue: "test",
      mode: "PAPER",
      speed: undefined,
      endsWithViewer: true,
    } as const;
    const { truth } = takeSnapshot(desk.engine.desk!, { ...context, activity: new Activity("KXSTEERED-26SEP") });
    expect(truth.tokens).toEqual({
      available: 31,
      capacity: 100,
      waiting: 6,
      waitingSince: T0 + 25_000,
      turnedAway: 6,
    });
  });

  test("counts for more the longer it has waited, so that nothing waits for ever", () => {
    const desk = new Desk(24);
    desk.leave(30, 10);
    expect([...desk.lose(C, "bid"), ...desk.lose(A, "bid")]).toEqual([]);
    expect(desk.answered(10.5)).toEqual(["place L1 bid"]); // half a second's tokens are for one of the two
    desk.leave(30, 12);
    expect(desk.lose(A, "bid")).toEqual([]);
    expect(desk.answered(12.5)).toEqual(["place L3 bid"]);
  });
});
