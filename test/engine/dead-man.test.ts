import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Amend, Command } from "../../src/engine/command.ts";
import type { Order } from "../../src/engine/order.ts";
import { Rig } from "./rig.ts";

/** A settled engine that hears from the market and the account, whose renewals nobody answers; told of each of them with the life that was left. */
class Unrenewed {
  readonly rig = new Rig().settle();
  readonly renewals: { readonly command: Amend; readonly order: Order; readonly leftMs: number }[] = [];
  #second = 76;

  constructor() {
    for (const order of [...this.rig.desk.orders.live()]) if (order.state !== "resting") this.rig.acknowledge(order);
  }

  pass(seconds: number): void {
    this.#second += seconds;
    const { rig } = this;
    rig.at(this.#second);
    this.#take(rig.heartbeat());
    this.#take(rig.tick());
  }

  #take(commands: readonly Command[]): void {
    const { rig, renewals } = this;
    for (const command of commands) {
      if (command.type === "readAccount") this.#take(rig.reading());
      if (command.type !== "amend") continue;
      const order = rig.desk.orders.get(command.clientOrderId)!;
      renewals.push({ command, order, leftMs: order.expiresAt! - rig.now });
    }
  }
}

describe("renewals that nobody answers", () => {
  test("are sent with 20, 15 and 10 s left, and then the order is let lapse", () => {
    const scene = new Unrenewed();
    const before = new Map([...scene.rig.desk.orders.live()].map((order) => [order.clientOrderId, order.expiresAt]));
    for (let step = 0; step < 200; step++) scene.pass(0.25);
    const [first] = [...before.keys()];
    const ofFirst = scene.renewals.filter(({ command }) => command.clientOrderId === first);
    expect(ofFirst.map(({ leftMs }) => Math.ceil(leftMs / 250) / 4)).toEqual([20, 15, 10]);
    expect(ofFirst.every(({ command }) => command.price === ofFirst[0]!.order.price)).toBe(true);
  });

  test("are never sent with under 8 s left nor for more than 45 s, whenever the engine wakes", () => {
    const steps = fc.array(fc.double({ min: 0.05, max: 9, noNaN: true }), { minLength: 10, maxLength: 40 });
    let asked = 0;
    fc.assert(
      fc.property(steps, (waits) => {
        const scene = new Unrenewed();
        for (const wait of waits) scene.pass(wait);
        asked += scene.renewals.length;
        for (const { command, leftMs } of scene.renewals) {
          expect(leftMs).toBeGreaterThanOrEqual(8_000);
          expect(command.expiresAt! % 1_000).toBe(0);
        }
        for (const order of scene.rig.desk.orders.live()) {
          expect(order.expiresAt! - scene.rig.now).toBeLessThanOrEqual(45_000);
          expect((order.renewal?.expiresAt ?? 0) - scene.rig.now).toBeLessThanOrEqual(45_000);
        }
      }),
      { numRuns: 60 },
    );
    expect(asked).toBeGreaterThan(100);
  });

  test("are not sent at all after a kill", () => {
    const scene = new Unrenewed();
    const { rig } = scene;
    rig.give({ type: "operator", at: rig.now, action: "kill", by: "test" });
    const sent: Command[] = [];
    for (let step = 0; step < 60; step++) {
      rig.at(76 + step);
      sent.push(...rig.tick());
    }
    expect(sent.filter(({ type }) => type === "amend" || type === "place")).toEqual([]);
  });
});
