import { describe, expect, it } from "vitest";
import type { FeeSchedule } from "../../../src/market/event.ts";
import { A, B, C, event, FEES, immediate, later, open, order, place, T0 } from "./trading-floor.ts";

const FREE_MAKERS: FeeSchedule = { type: "quadratic", multiplier: 1 };
const DOUBLE: FeeSchedule = { type: "quadratic_with_maker_fees", multiplier: 2 };

describe("fees that change while the market trades", () => {
  function trading() {
    const floor = open({ x: 1_000, y: 1_000 });
    /** What maker and taker are charged for 10 contracts at 60. */
    const charged = (ms: number, ticker = A): number[] => {
      place(floor.exchange, "x", order("bid", 60, 10, { ticker }), later(ms));
      const { fees } = place(floor.exchange, "y", order("ask", 60, 10, { ticker, ...immediate }), later(ms));
      return [floor.exchange.records("x").fills.at(-1)!.fee, fees];
    };
    return { ...floor, charged };
  }

  it("take effect at their time, for what rests already too", () => {
    const { exchange, charged, facts } = trading();
    exchange.fees.changeSeries("SERIES", DOUBLE, later(5_000), T0);
    expect(charged(4_999)).toEqual([42_000, 168_000]);
    place(exchange, "x", order("bid", 60, 10), later(4_999));
    place(exchange, "y", order("ask", 60, 10, immediate), later(5_000));
    expect(exchange.records("x").fills.at(-1)!.fee).toBe(84_000);
    expect(charged(5_001)).toEqual([84_000, 336_000]);
    expect(facts.filter(({ type }) => type === "fees")).toEqual([
      { type: "fees", at: later(5_000), scope: "series", ticker: "SERIES", schedule: DOUBLE },
    ]);
  });

  it("of an event go before its series', until the override ends", () => {
    const { exchange, charged, facts } = trading();
    exchange.fees.changeEvent("EVENT", FREE_MAKERS, T0, T0);
    expect(charged(1)).toEqual([0, 168_000]);
    exchange.fees.changeSeries("SERIES", DOUBLE, later(2), later(2));
    expect(charged(3)).toEqual([0, 168_000]);
    expect(exchange.fees.override("EVENT")).toEqual(FREE_MAKERS);
    exchange.fees.changeEvent("EVENT", undefined, later(4), later(3));
    expect(charged(5)).toEqual([84_000, 336_000]);
    expect(facts.filter((fact) => fact.type === "fees" && fact.scope === "event")).toMatchObject([
      { schedule: FREE_MAKERS },
      { schedule: undefined, at: later(4) },
    ]);
  });

  it("are listed with their times, those to come included", () => {
    const { exchange } = trading();
    exchange.fees.changeSeries("SERIES", DOUBLE, later(5_000), T0);
    exchange.fees.changeEvent("EVENT", FREE_MAKERS, later(9_000), T0);
    expect(exchange.fees.changes).toMatchObject([
      { scope: "series", ticker: "SERIES", schedule: DOUBLE, at: later(5_000) },
      { scope: "event", ticker: "EVENT", schedule: FREE_MAKERS, at: later(9_000) },
    ]);
    expect(exchange.fees.event("EVENT")).toEqual(FEES);
    expect(exchange.event("EVENT").fees).toEqual(FEES);
  });

  it("make orders ask for more of the balance", () => {
    const { exchange } = open({ x: 10 }, { fees: FREE_MAKERS });
    place(exchange, "x", order("bid", 50, 20, { postOnly: true }));
    expect(exchange.reserved("x")).toBe(10e6);
    exchange.fees.changeSeries("SERIES", FEES, T0, T0);
    expect(exchange.reserved("x")).toBe(10e6 + 87_500);
  });

  it("of a second event of the series are an override where they differ", () => {
    const { exchange } = trading();
    const second = (name: string, fees: FeeSchedule) => {
      const { legs, ...rest } = event(fees);
      return { ...rest, ticker: name, legs: legs.map((leg) => ({ ...leg, ticker: `${name}-${leg.ticker}` })) };
    };
    exchange.list(second("SAME", FEES), T0);
    exchange.list(second("OTHER", FREE_MAKERS), T0);
    expect([exchange.fees.override("SAME"), exchange.fees.override("OTHER")]).toEqual([undefined, FREE_MAKERS]);
    expect(exchange.fees.series("SERIES")).toEqual(FEES);
    expect(exchange.events).toEqual(["EVENT", "SAME", "OTHER"]);
    expect([exchange.eventOf(B), exchange.eventOf(`SAME-${C}`), exchange.eventOf("NONE")]).toEqual([
      "EVENT",
      "SAME",
      undefined,
    ]);
  });

  it("are refused when they can't be charged, or for what isn't there", () => {
    const { exchange } = trading();
    const odd = { ...FEES, multiplier: -1 };
    expect(() => exchange.fees.changeSeries("SERIES", odd, T0, T0)).toThrow("fee_multiplier: -1");
    expect(() => exchange.fees.changeSeries("NONE", FEES, T0, T0)).toThrow("no series NONE");
    expect(() => exchange.fees.changeEvent("NONE", FEES, T0, T0)).toThrow("no event NONE");
  });
});
