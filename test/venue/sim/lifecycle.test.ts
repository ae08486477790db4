import { describe, expect, it } from "vitest";
import { type Money, PRICE_ONE, type Price, price, quantity } from "../../../src/market/units.ts";
import { Exchange } from "../../../src/venue/sim/exchange.ts";
import type { Fact } from "../../../src/venue/sim/fact.ts";
import { A, B, ends, event, immediate, later, open, order, place, shown, T0 } from "./trading-floor.ts";

/** What was told of a leg, without the passing of open and close times, which the real exchange doesn't tell. */
function told(facts: readonly Fact[], ticker: string = A): string[] {
  const causes = facts.flatMap((fact) => (fact.type === "leg" && fact.leg.ticker === ticker ? fact.causes : []));
  return causes.filter((cause) => cause !== "opened" && cause !== "closed");
}

const tenths = [{ start: price(0), end: PRICE_ONE, step: 10 }];

describe("a market's life", () => {
  it("opens at its open time, which nobody is told", () => {
    const exchange = new Exchange();
    const facts: Fact[] = [];
    exchange.subscribe((fact) => facts.push(fact));
    const { legs, ...rest } = event();
    const unopened = { ...rest, legs: legs.map((leg) => ({ ...leg, status: "initialized" as const })) };
    exchange.list(unopened, T0, { openTime: later(60_000) });
    exchange.openAccount("x");
    exchange.deposit("x", 100e6 as Money);
    expect(exchange.create("x", order("bid", 50, 1), later(59_999))).toMatchObject({
      code: "market-inactive",
      http: { code: "MARKET_INACTIVE" },
    });
    expect(exchange.create("x", order("bid", 50, 1), later(60_000)).ok).toBe(true);
    expect(exchange.status(A)).toBe("active");
    expect(facts.filter(({ type }) => type === "listed")).toHaveLength(3);
    expect(told(facts)).toEqual([]);
  });

  it("refuses every order operation after its close, says nothing of it, and takes the orders off soon after", () => {
    const { exchange, facts } = open({ x: 100 });
    const { orderId } = place(exchange, "x", order("bid", 50, 2)).order;
    const close = later(3_600_000);
    const inactive = { ok: false, http: { status: 409, code: "MARKET_INACTIVE" } };
    expect(exchange.create("x", order("bid", 50, 1), close)).toMatchObject(inactive);
    expect(exchange.amend("x", orderId, { price: price(5_000), total: quantity(100) }, close)).toMatchObject(inactive);
    expect(exchange.decrease("x", orderId, { reduceTo: quantity(100) }, close)).toMatchObject(inactive);
    expect(exchange.cancel("x", orderId, close)).toMatchObject(inactive);
    expect(told(facts)).toEqual([]);
    exchange.advance(later(3_605_000));
    expect(ends(facts)).toEqual(["close 200"]);
    expect(exchange.records("x").order(orderId)).toMatchObject({ status: "canceled", lastReason: "close" });
    expect(exchange.cancel("x", orderId, later(3_605_000))).toMatchObject({ http: { status: 404 } });
  });

  it("closes at once when its close time is moved to what has passed", () => {
    const { exchange, facts } = open({ x: 100 });
    exchange.advance(later(60_000));
    exchange.changeLeg(A, { closeTime: later(30_000) }, later(60_000));
    expect(exchange.status(A)).toBe("closed");
    expect(exchange.status(B)).toBe("active");
    expect(told(facts)).toEqual(["close-time"]);
  });

  it("opens again, empty, when its close time is moved after it has closed", () => {
    const { exchange, facts } = open({ x: 100 });
    place(exchange, "x", order("bid", 50, 2));
    exchange.changeLeg(A, { closeTime: later(7_200_000) }, later(3_601_000));
    expect(exchange.status(A)).toBe("active");
    expect(told(facts)).toEqual(["close-time", "activated"]);
    expect(ends(facts)).toEqual(["close 200"]);
    place(exchange, "x", order("bid", 50, 1), later(3_602_000));
    exchange.advance(later(3_700_000));
    expect(shown(exchange).bids).toEqual(["50x1"]);
    exchange.advance(later(7_200_000));
    expect(exchange.status(A)).toBe("closed");
  });

  it("keeps its orders while it is inactive, lets them be cancelled, and loses them when it is active again", () => {
    const { exchange, facts } = open({ x: 100 });
    place(exchange, "x", order("bid", 50, 1));
    const cancelled = place(exchange, "x", order("bid", 49, 1)).order;
    exchange.changeLeg(A, { status: "inactive" }, later(1));
    expect(exchange.cancel("x", cancelled.orderId, later(2)).ok).toBe(true);
    exchange.changeLeg(A, { status: "active" }, later(3));
    expect(ends(facts)).toEqual(["cancelled 100", "pause 100"]);
    expect(told(facts)).toEqual(["deactivated", "activated"]);
  });

  it("keeps resting orders, in their places, when its grid is made finer", () => {
    const { exchange, facts } = open({ x: 100, y: 100 });
    place(exchange, "x", order("bid", 50, 1));
    place(exchange, "y", order("bid", 50, 2));
    expect(exchange.create("y", order("bid", 50.1, 1), T0)).toMatchObject({
      http: { status: 400, code: "invalid_price" },
    });
    exchange.changeLeg(A, { priceRanges: tenths }, T0);
    place(exchange, "y", order("bid", 50.1, 1));
    expect(shown(exchange).bids).toEqual(["50.1x1", "50x3"]);
    expect(told(facts)).toEqual(["price-ranges"]);
    place(exchange, "y", order("ask", 50, 2, immediate)); // its own 50.1 stands in the way
    exchange.cancelAll("y", T0);
    expect(shown(exchange).bids).toEqual(["50x1"]);
  });

  it("can come to an event that trades already, and nets with its other legs", () => {
    const { exchange } = open({ x: 100, y: 100 }, { rules: { collateralReturn: true } });
    const late = { ...exchange.leg(A), ticker: "EVENT-D", title: "late" };
    exchange.addLeg("EVENT", late, later(1));
    expect(exchange.event("EVENT").legs.map(({ ticker }) => ticker)).toContain("EVENT-D");
    for (const ticker of [A, "EVENT-D"]) {
      place(exchange, "y", order("bid", 60, 10, { ticker }), later(1));
      place(exchange, "x", order("ask", 60, 10, { ticker }), later(1));
    }
    // both NOs lock up $10 together, and each has brought $6 less the fee
    expect(exchange.balance("x")).toBe(100e6 - 10e6 + 12e6 - 2 * 168_000);
    expect(() => exchange.addLeg("EVENT", late, later(1))).toThrow("market EVENT-D is listed already");
    expect(() => exchange.addLeg("NONE", late, later(1))).toThrow("no event NONE");
  });

  it("doesn't net with its neighbours when their event isn't mutually exclusive", () => {
    const exchange = new Exchange({ collateralReturn: true });
    exchange.list({ ...event(), mutuallyExclusive: false, fees: { type: "quadratic", multiplier: 0 } }, T0);
    for (const name of ["x", "y"]) {
      exchange.openAccount(name);
      exchange.deposit(name, 100e6 as Money);
    }
    for (const ticker of [A, B]) {
      place(exchange, "y", order("bid", 60, 10, { ticker }));
      place(exchange, "x", order("ask", 60, 10, { ticker }));
    }
    expect(exchange.balance("x")).toBe(100e6 - 20e6 + 12e6);
  });
});

describe("pauses", () => {
  it("of trading allow cancels and nothing else, and say so", () => {
    const { exchange } = open({ x: 100 });
    const { orderId } = place(exchange, "x", order("bid", 50, 2)).order;
    exchange.setState("trading-paused", later(1));
    const paused = { ok: false, http: { status: 409, code: "trading_is_paused" } };
    expect(exchange.create("x", order("bid", 50, 1), later(2))).toMatchObject(paused);
    const less = { price: 5_000 as Price, total: quantity(100) };
    expect(exchange.amend("x", orderId, less, later(2))).toMatchObject(paused);
    expect(exchange.decrease("x", orderId, { reduceTo: quantity(100) }, later(2))).toMatchObject(paused);
    expect(exchange.cancel("x", orderId, later(2)).ok).toBe(true);
    expect(exchange.cancelAll("x", later(2)).ok).toBe(true);
  });

  it("of the exchange allow nothing, and say so", () => {
    const { exchange } = open({ x: 100 });
    const { orderId } = place(exchange, "x", order("bid", 50, 2)).order;
    exchange.setState("exchange-paused", later(1));
    const paused = { ok: false, http: { status: 409, code: "exchange_is_paused" } };
    expect(exchange.create("x", order("bid", 50, 1), later(2))).toMatchObject(paused);
    expect(exchange.cancel("x", orderId, later(2))).toMatchObject(paused);
    expect(exchange.cancelAll("x", later(2))).toMatchObject(paused);
    expect(exchange.withdraw("x", 1 as Money, later(2))).toMatchObject(paused);
    exchange.setState("open", later(3));
    expect(exchange.order(orderId)).toBeDefined();
  });

  it.each(["trading-paused", "exchange-paused"] as const)(
    "(%s) take off the orders that asked for it, once",
    (state) => {
      const { exchange, facts } = open({ x: 100 });
      place(exchange, "x", order("bid", 50, 1, { cancelOnPause: true }));
      place(exchange, "x", order("bid", 49, 1));
      exchange.setState(state, later(1));
      exchange.setState(state === "trading-paused" ? "exchange-paused" : "trading-paused", later(2));
      exchange.setState("open", later(3));
      expect(ends(facts)).toEqual(["pause 100"]);
      expect(shown(exchange).bids).toEqual(["49x1"]);
    },
  );
});

describe("what an account is not allowed", () => {
  const until = { x: { attestedUntil: later(60_000) } };

  it("to trade once its location attestation has lapsed, until it is renewed", () => {
    const { exchange } = open({ x: 100, y: 100 }, { terms: until });
    const { orderId } = place(exchange, "x", order("bid", 50, 2), later(59_999)).order;
    const lapsed = { ok: false, code: "location-attestation", http: { status: 403 } };
    const answer = exchange.create("x", order("bid", 50, 1), later(60_000));
    expect(answer).toMatchObject(lapsed);
    expect(!answer.ok && answer.http.code).toBe(
      "Your_location_attestation_for_API_trading_is_missing_or_expired." +
        "_Please_verify_your_location_in_the_Kalshi_app_or_website,_and_then_retry.",
    );
    const less = { price: price(5_000), total: quantity(100) };
    expect(exchange.amend("x", orderId, less, later(60_000))).toMatchObject(lapsed);
    expect(exchange.cancel("x", orderId, later(60_000))).toMatchObject(lapsed);
    expect(exchange.cancelAll("x", later(60_000))).toMatchObject(lapsed);
    expect(place(exchange, "y", order("ask", 50, 1, immediate), later(60_000)).taken).toBe(100);
    exchange.changeAccount("x", { attestedUntil: later(600_000) });
    expect(exchange.cancel("x", orderId, later(60_001)).ok).toBe(true);
  });

  it("though it may cancel all the same, where the exchange does it so", () => {
    const { exchange } = open({ x: 100 }, { terms: until, rules: { cancelWithoutAttestation: true } });
    const first = place(exchange, "x", order("bid", 50, 2)).order;
    place(exchange, "x", order("bid", 49, 2));
    expect(exchange.create("x", order("bid", 48, 1), later(60_000)).ok).toBe(false);
    expect(exchange.cancel("x", first.orderId, later(60_000)).ok).toBe(true);
    expect(exchange.cancelAll("x", later(60_000)).ok).toBe(true);
  });

  it("is asked for no attestation where the market needs none", () => {
    const exchange = new Exchange();
    exchange.list(event(), T0, { needsAttestation: false });
    exchange.openAccount("x", { attestedUntil: T0 });
    exchange.deposit("x", 100e6 as Money);
    expect(place(exchange, "x", order("bid", 50, 1), later(1)).ok).toBe(true);
  });

  it("to cancel everything at once, by the rule or by its own terms", () => {
    const { exchange } = open(
      { x: 100, y: 100 },
      { rules: { cancelAllAllowed: false }, terms: { y: { cancelAllAllowed: true } } },
    );
    place(exchange, "x", order("bid", 50, 1));
    expect(exchange.cancelAll("x", T0)).toMatchObject({ code: "cancel-all-not-allowed", http: { status: 403 } });
    expect(exchange.resting("x")).toHaveLength(1);
    expect(exchange.cancelAll("y", T0).ok).toBe(true);
    exchange.changeAccount("x", { cancelAllAllowed: true });
    expect(exchange.cancelAll("x", T0).ok).toBe(true);
  });
});
