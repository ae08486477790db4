import { describe, expect, test } from "vitest";
import type { FeeType } from "../../../src/market/event.ts";
import { EMPTY_BOOK } from "../../../src/market/order-book.ts";
import { DOLLAR, type Time } from "../../../src/market/units.ts";
import { LocalExchange } from "../../../src/venue/local/local-exchange.ts";
import { ToldBook } from "../../../src/venue/local/told-book.ts";
import type { VenueInput } from "../../../src/venue/venue.ts";
import { A, cancel, cents, contracts, eventOf, OPENING, place, seconds, takes } from "../../backtest/scenes.ts";

const LATENCY_S = 1;
const B = "E-1JAN-B";

/** An exchange on which each command takes a second. */
function exchange(): LocalExchange {
  const others = new ToldBook(0);
  others.change({ ...EMPTY_BOOK, bids: [{ price: cents(40), quantity: contracts(10) }] }, seconds(0), () => []);
  const common = { fillModel: "queue", latency: () => LATENCY_S * 1_000, openingBalance: OPENING, name: "t" } as const;
  return new LocalExchange({ ...common, event: eventOf(A, B), others: () => others });
}

function happens(local: LocalExchange, until: Time): VenueInput[] {
  const told: VenueInput[] = [];
  while ((local.nextAt ?? Number.POSITIVE_INFINITY) <= until) told.push(...local.next());
  return told;
}

describe("an exchange of our own", () => {
  test("takes off what rests in a market that closes, and takes nothing there any more", () => {
    const local = exchange();
    local.send(place("a", "bid", 46), seconds(0));
    local.send({ ...place("b", "bid", 46), ticker: B }, seconds(0));
    happens(local, seconds(2));
    const closing = { ...local.market(A).leg, status: "closed" as const };
    const told = local.changeLeg(closing, seconds(3));
    expect(told).toMatchObject([{ type: "closed", clientOrderId: "a", reason: "close", reducedBy: contracts(1) }]);
    expect(local.reading(seconds(3)).resting.map(({ clientOrderId }) => clientOrderId)).toEqual(["b"]);
    local.send(place("c", "bid", 46), seconds(3));
    expect(happens(local, seconds(5))).toMatchObject([{ type: "refused", code: "market-inactive" }]);
  });

  test("takes off at a market's return what was left in its pause, and not sooner", () => {
    const local = exchange();
    local.send(place("a", "bid", 46), seconds(0));
    happens(local, seconds(2));
    const { leg } = local.market(A);
    expect(local.changeLeg({ ...leg, status: "inactive" }, seconds(3))).toEqual([]);
    expect(local.changeLeg(leg, seconds(4))).toMatchObject([{ clientOrderId: "a", reason: "pause" }]);
  });

  test("charges what is charged at the moment of the fill", () => {
    const local = exchange();
    local.send(place("a", "bid", 50, 1), seconds(0));
    local.send(place("b", "bid", 49, 1), seconds(0));
    happens(local, seconds(2));
    const charging = (type: FeeType) => ({ type, multiplier: 1 });
    const feeOf = (at: number, price: number) =>
      local.meet(takes(at, "sell", [[1, price]]), seconds(at)).map(({ fee }) => fee / 1_000_000);
    local.fees = charging("quadratic");
    expect(feeOf(3, 49.5)).toEqual([0]);
    local.fees = charging("quadratic_with_maker_fees");
    expect(feeOf(4, 48)).toEqual([0.0044]); // 0.0175 x 0.49 x 0.51 = 0.004373
  });

  test("tells of a cancel that comes too late", () => {
    const local = exchange();
    local.send(place("a", "bid", 46), seconds(0));
    happens(local, seconds(2));
    local.send(cancel("a"), seconds(3));
    expect(local.meet(takes(3.5, "sell", [[1, 45]]), seconds(3.5))).toHaveLength(1);
    expect(happens(local, seconds(5))).toMatchObject([{ type: "refused", request: "cancel", code: "gone" }]);
  });

  test("takes nothing on while trading is paused, and takes orders off as it begins", () => {
    const local = exchange();
    local.send(place("a", "bid", 46), seconds(0));
    happens(local, seconds(2));
    local.send(place("b", "bid", 45), seconds(2)); // on its way when the pause begins
    expect(local.pause(seconds(2.5))).toMatchObject([{ type: "closed", clientOrderId: "a", reason: "pause" }]);
    expect(happens(local, seconds(4))).toMatchObject([{ type: "refused", code: "market-inactive" }]);
    expect(local.pause(seconds(4))).toEqual([]);
    local.resume();
    local.send(place("c", "bid", 46), seconds(5));
    expect(happens(local, seconds(7))).toMatchObject([{ type: "placed", clientOrderId: "c" }]);
  });

  test("amends nothing in a market that isn't active", () => {
    const local = exchange();
    local.send(place("a", "bid", 46), seconds(0));
    happens(local, seconds(2));
    local.changeLeg({ ...local.market(A).leg, status: "inactive" }, seconds(3));
    local.send(
      {
        type: "amend",
        ticker: A,
        side: "bid",
        clientOrderId: "a",
        price: cents(45),
        remaining: contracts(1),
        filled: contracts(0),
        expiresAt: seconds(40),
      },
      seconds(3),
    );
    expect(happens(local, seconds(5))).toMatchObject([{ type: "refused", request: "amend", code: "market-inactive" }]);
  });

  test("pays out a contract once, and what is corrected afterwards only by the difference", () => {
    const local = exchange();
    local.send(place("a", "bid", 46, 2), seconds(0));
    happens(local, seconds(2));
    expect(local.meet(takes(3, "sell", [[2, 45]]), seconds(3))).toHaveLength(1);
    const before = local.account.cash;
    local.settle(A, cents(100), seconds(4));
    expect(local.account.cash - before).toBe(2 * DOLLAR);
    local.settle(A, cents(0), seconds(5));
    expect(local.account.cash).toBe(before);
  });

  test("never uses an id twice", () => {
    const local = exchange();
    local.send(place("a", "bid", 46), seconds(0));
    local.send(cancel("a"), seconds(1));
    local.send(place("a", "bid", 46), seconds(2));
    expect(happens(local, seconds(9)).map(({ type }) => type)).toEqual(["placed", "cancelled", "refused"]);
  });
});
