import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command, Place } from "../../src/engine/command.ts";
import { createEngine } from "../../src/engine/engine.ts";
import { remaining } from "../../src/engine/order.ts";
import { act, hostileRig, LIMIT, STEP, type Step } from "./hostile-exchange.ts";
import { ONE, type Rig, TWO } from "./rig.ts";

function play(steps: readonly Step[]): { rig: Rig; commands: Command[] } {
  const rig = hostileRig();
  const commands: Command[] = [...rig.open()];
  let seconds = 0;
  for (const step of steps) {
    seconds += step.wait / 1_000;
    rig.at(seconds);
    const before = new Map([...rig.desk.orders.live()].map((order) => [order.clientOrderId, order.state]));
    const got = act(rig, step);
    commands.push(...got);
    check(rig, got, before);
  }
  return { rig, commands };
}

function check(rig: Rig, commands: readonly Command[], before: ReadonlyMap<string, string>): void {
  const { desk } = rig;
  for (const ticker of [ONE, TWO]) {
    const { bid, ask } = desk.orders.liveOf(ticker);
    const sum = (orders: readonly { original: number; filled: number; reduced: number }[]) =>
      orders.reduce((total, order) => total + order.original - order.filled - order.reduced, 0);
    const filled = desk.account.position(ticker);
    // Invariant 1, for the position: everything that may be live filled at once on its side stays within the limit.
    for (const place of placesOn(commands, ticker)) {
      const { settings, profile } = desk.legs.get(ticker)!;
      const limit = Math.min(LIMIT, settings.maxPositionPerTicker ?? LIMIT);
      if (place.side === "bid") expect(filled + sum(bid)).toBeLessThanOrEqual(limit * 100);
      else expect(filled - sum(ask)).toBeGreaterThanOrEqual(-limit * 100);
      expect(place.quantity).toBeLessThanOrEqual(profile.orderSize * 100);
    }
    for (const side of ["bid", "ask"] as const) {
      const placed = placesOn(commands, ticker).filter((place) => place.side === side);
      expect(placed.length).toBeLessThanOrEqual(1);
      // Invariant 4: nothing is added on a side while anything there is live or unknown.
      if (placed.length > 0) expect(desk.orders.liveOf(ticker)[side]).toHaveLength(1);
    }
    // We never meet ourselves.
    for (const buy of bid) for (const sell of ask) expect(buy.price).toBeLessThan(sell.price);
  }
  for (const command of commands) {
    if (command.type !== "place") continue;
    const held = desk.account.position(command.ticker);
    const reduces = command.side === "bid" ? held < 0 : held > 0;
    if (!reduces) expect(worstLoss(rig)).toBeLessThanOrEqual(desk.account.openingEquity * 0.25);
    expect(before.has(command.clientOrderId)).toBe(false);
    expect(desk.condition).toMatchObject({
      killed: false,
      halted: undefined,
      ready: true,
      staleFeed: undefined,
      drift: undefined,
    });
    expect(desk.legs.get(command.ticker)!.manualPull).toBeUndefined();
  }
  expect(desk.gate.available(rig.now)).toBeGreaterThanOrEqual(0);
}

/** Loss of the event's worst outcome, counted out: every winner and none, each live order filled where that hurts. */
function worstLoss({ desk }: Rig): number {
  const results = [undefined, ONE, TWO].map((winner) => {
    let result = 0;
    for (const ticker of [ONE, TWO]) {
      const pays = ticker === winner ? 10_000 : 0;
      const { position, costBasis } = desk.account.exposure(ticker);
      result += position * pays - costBasis;
      const { bid, ask } = desk.orders.liveOf(ticker);
      for (const order of bid) result += Math.min(0, (pays - order.price) * remaining(order));
      for (const order of ask) result += Math.min(0, (order.price - pays) * remaining(order));
    }
    return result;
  });
  return -Math.min(...results);
}

function placesOn(commands: readonly Command[], ticker: string): Place[] {
  return commands.filter((command) => command.type === "place").filter((place) => place.ticker === ticker);
}

test("whatever the exchange answers, no create breaks a limit, doubles a side, or goes out in doubt", () => {
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 20, maxLength: 120 }), (steps) => {
      play(steps);
    }),
    { numRuns: 150, seed: 20_261_122 },
  );
});

test("ids are never used twice", () => {
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 20, maxLength: 80 }), (steps) => {
      const ids = play(steps)
        .commands.filter((command) => command.type === "place")
        .map((place) => place.clientOrderId);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 40, seed: 20_261_122 },
  );
});

test("the same inputs give the same commands", () => {
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 20, maxLength: 80 }), (steps) => {
      const { rig } = play(steps);
      const again = createEngine();
      const commands = rig.inputs.map((input) => again.handle(JSON.parse(JSON.stringify(input))));
      const other = createEngine();
      expect(commands).toEqual(rig.inputs.map((input) => other.handle(input)));
    }),
    { numRuns: 30, seed: 20_261_122 },
  );
});

test("what comes later changes nothing that was decided before", () => {
  fc.assert(
    fc.property(
      fc.array(STEP, { minLength: 20, maxLength: 60 }),
      fc.array(STEP, { minLength: 1, maxLength: 10 }),
      (past, future) => {
        const { rig, commands } = play(past);
        const longer = play([...past, ...future]);
        expect(longer.commands.slice(0, commands.length)).toEqual(commands);
        expect(longer.rig.inputs.slice(0, rig.inputs.length)).toEqual(rig.inputs);
      },
    ),
    { numRuns: 30, seed: 20_261_122 },
  );
});

test("a pull during anything leaves nothing wanted", () => {
  fc.assert(
    fc.property(fc.array(STEP, { minLength: 20, maxLength: 80 }), (steps) => {
      const { rig } = play(steps);
      rig.give({ type: "operator", at: rig.now, action: "pull", by: "test" });
      for (const leg of rig.desk.legs.values())
        expect([leg.desired?.bid, leg.desired?.ask]).toEqual([undefined, undefined]);
    }),
    { numRuns: 30, seed: 20_261_122 },
  );
});
