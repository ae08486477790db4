import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Place } from "../../src/engine/command.ts";
import { PriceGrid } from "../../src/market/price-grid.ts";
import { CONTRACT, type Position, price, quantity } from "../../src/market/units.ts";
import { desiredQuotes } from "../../src/strategy/desired-quotes.ts";
import type { OthersBest, Room } from "../../src/strategy/quote.ts";
import { addsRisk, type Settings, settingNames } from "../../src/strategy/settings.ts";
import { DOCUMENTED } from "../strategy/documented.ts";
import { ONE, Rig, TWO } from "./rig.ts";

function set(rig: Rig, values: Settings, ticker?: string) {
  return rig.give({ type: "setting", at: rig.now, values, by: "test", ...(ticker !== undefined && { ticker }) });
}

function opened(): { rig: Rig; places: readonly Place[] } {
  const rig = new Rig();
  const places = rig.open();
  for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
  return { rig: rig.at(2), places };
}

describe("a value set while the engine runs", () => {
  test("is quoted with at once, on the contract that was named and on no other", () => {
    const { rig } = opened();
    const before = rig.desk.legs.get(TWO)!.desired!;
    const commands = set(rig, { halfSpreadCents: 3.5 }, ONE);
    expect(commands).toContainEqual(
      expect.objectContaining({
        type: "alert",
        severity: "info",
        code: "set",
        text: `half_spread_cents = 3.5 for ${ONE} by test`,
      }),
    );
    expect(rig.desk.legs.get(ONE)!.desired?.baseHalfSpreadCents).toBe(3.5);
    expect(rig.desk.legs.get(TWO)!.desired).toEqual(before);
  });

  test("of an order's size: a smaller one has larger orders taken off, a larger one has those that rest left alone", () => {
    const { rig, places } = opened();
    expect(places.every(({ quantity }) => quantity === CONTRACT)).toBe(true);
    expect(set(rig, { orderSize: 3 }).filter(({ type }) => type !== "alert")).toEqual([]);
    const grown = [...rig.desk.orders.live()].flatMap(({ clientOrderId, original }) =>
      rig.placed(rig.give({ type: "closed", at: rig.now, clientOrderId, reason: "expired", reducedBy: original })),
    );
    expect(grown.map(({ quantity }) => quantity)).toEqual(grown.map(() => 3 * CONTRACT));
    expect(grown.length).toBeGreaterThan(0);
    for (const order of [...rig.desk.orders.live()]) rig.acknowledge(order);
    const shrunk = set(rig.at(6), { orderSize: 1 });
    expect(shrunk.filter(({ type }) => type === "cancel")).toHaveLength(grown.length);
  });

  test("set back to what the profile has is no setting any more", () => {
    const { rig } = opened();
    set(rig, { zPull: 4, orderSize: 2 });
    expect(rig.desk.legs.get(ONE)!.settings).toEqual({ zPull: 4, orderSize: 2 });
    set(rig, { zPull: DOCUMENTED.zPull });
    expect(rig.desk.legs.get(ONE)!.settings).toEqual({ orderSize: 2 });
  });

  test("a contract that isn't traded here: a word, and nothing else", () => {
    const { rig } = opened();
    expect(set(rig, { orderSize: 2 }, "KXTEST-26SEP-THREE").filter(({ type }) => type !== "alert")).toEqual([]);
    expect(rig.desk.legs.get(ONE)!.settings).toEqual({});
  });
});

describe("what adds risk", () => {
  const others: OthersBest = {
    bid: price(4_000),
    ask: price(6_000),
  };
  const GRID = new PriceGrid([{ start: price(0), end: price(10_000), step: 100 }]);
  const ROOM = { bid: endless(), ask: endless() };
  function endless(): Room {
    return {
      quantity: quantity(100_000),
      limit: () => ({ code: "no-room", effect: "withhold", text: "" }),
    };
  }

  /** How far from fair value both quotes are, and how much is offered: the nearer and the larger, the riskier. */
  test("is what quotes nearer to fair value, larger, or further out in inventory", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("halfSpreadCents", "orderSize", "inventoryPullContracts", "maxHalfSpreadCents"),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: -20, max: 20 }),
        (name, from, to, held) => {
          const quoted = (value: number) => {
            const profile = { ...DOCUMENTED, minHalfSpreadCents: 1, maxOrderSize: 10, [name]: value };
            const quotes = desiredQuotes(
              {
                fairCents: 50,
                sigmaB: profile.referenceSigmaB,
                filled: (held * CONTRACT) as Position,
                leanContracts: 0,
                others,
                grid: GRID,
                reasons: [],
                room: ROOM,
              },
              profile,
              "all",
            );
            return { near: -quotes.halfSpreadCents, size: (quotes.bid?.quantity ?? 0) + (quotes.ask?.quantity ?? 0) };
          };
          const [before, after] = [quoted(from), quoted(to)];
          if (after.near > before.near || after.size > before.size) {
            expect(addsRisk(name, { ...DOCUMENTED, [name]: from }, { ...DOCUMENTED, [name]: to })).toBe(true);
          }
        },
      ),
      { numRuns: 200, seed: 20_261_122 },
    );
  });

  test("is never a change to the same value, and 0 seconds of quiet is never quiet", () => {
    for (const name of settingNames) expect(addsRisk(name, DOCUMENTED, DOCUMENTED)).toBe(false);
    const quietAfter = (quietAfterS: number) => ({ ...DOCUMENTED, quietAfterS });
    expect(addsRisk("quietAfterS", quietAfter(0), quietAfter(60))).toBe(false);
    expect(addsRisk("quietAfterS", quietAfter(60), quietAfter(0))).toBe(true);
    expect(addsRisk("quietAfterS", quietAfter(60), quietAfter(90))).toBe(true);
  });
});
