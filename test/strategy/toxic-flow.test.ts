import { describe, expect, test } from "vitest";
import { PriceGrid } from "../../src/market/price-grid.ts";
import { type Position, priceFromCents, quantityFromContracts, type Side } from "../../src/market/units.ts";
import { desiredQuotes } from "../../src/strategy/desired-quotes.ts";
import { LegRules } from "../../src/strategy/leg-rules.ts";
import type { Reason } from "../../src/strategy/reasons.ts";
import { ToxicFlow, toxicFlowOf } from "../../src/strategy/toxic-flow.ts";
import { DOCUMENTED } from "./documented.ts";
import { AT_ONCE, fills, flowOf, reasonsAt, takes } from "./toxic-flow-scene.ts";

const said = (flow: ToxicFlow, seconds: number) =>
  reasonsAt(flow, seconds).map(({ side, text }) => `${side} ${text.split(":")[0]}`);

/** A flow whose fills on one side have lost 10 c, while a condition held that is made to hold. */
function lossMaker(condition: (flow: ToxicFlow, from: number) => void, side: Side): ToxicFlow {
  const flow = flowOf();
  condition(flow, 0);
  const price = side === "bid" ? 60 : 40;
  fills(flow, 100, side, price); // bought 10 c too dear, or sold 10 c too cheap
  flow.onTrade(takes(200, "sell", [1, 50]));
  flow.onTrade(takes(4_000, "unknown", [1, 50]));
  return flow;
}

/** A steady stream, an order of 10 contracts every two minutes from either side; ends at `until`. */
function steady(flow: ToxicFlow, from: number, until: number): void {
  for (let now = from, buys = true; now < until; now += 120, buys = !buys) {
    flow.onTrade(takes(now, buys ? "buy" : "sell", [10, 50]));
  }
}

describe("what can be known before a fill", () => {
  const sweepBuys = (flow: ToxicFlow, from: number) => {
    flow.onTrade(takes(from - 600, "sell", [5_000, 50])); // so that buying isn't all there is
    flow.onTrade(takes(from, "buy", [1, 51], [1, 52], [1, 53]));
  };

  test("a sweep of three prices by buyers is a danger to our ask, for five minutes", () => {
    const flow = lossMaker(sweepBuys, "ask");
    expect(said(flow, 4_001)).toEqual([]); // nothing of the kind now
    sweepBuys(flow, 5_000);
    expect(said(flow, 5_299)).toEqual(["ask sweep"]);
    expect(said(flow, 5_300)).toEqual([]);
    flow.onTrade(takes(5_400, "sell", [1, 51], [1, 50], [1, 49]));
    expect(said(flow, 5_401)).toEqual([]); // our bids have never lost in it
    flow.onTrade(takes(5_500, "buy", [1, 51], [5, 52]));
    expect(said(flow, 5_501)).toEqual([]); // two prices are no sweep
  });

  test("takers who buy and hardly sell are a danger to our ask, while the last ten minutes are of that kind", () => {
    const oneSided = (flow: ToxicFlow, from: number) => {
      for (let more = 0; more < 5; more++) flow.onTrade(takes(from + more, "buy", [10, 50]));
    };
    const flow = lossMaker(oneSided, "ask");
    oneSided(flow, 9_000);
    expect(said(flow, 9_005)).toEqual(["ask one-sided"]);
    flow.onTrade(takes(9_010, "sell", [10, 50]));
    expect(said(flow, 9_010)).toEqual([]); // 50 of 60 bought
    const otherWay = flowOf();
    for (let more = 0; more < 5; more++) otherWay.onTrade(takes(more, "sell", [10, 50]));
    fills(otherWay, 10, "bid", 60);
    otherWay.onTrade(takes(400, "sell", [10, 50]));
    expect(said(otherWay, 401)).toEqual(["bid one-sided"]);
  });

  test("half an hour without a trade is quiet, for both sides, until the next", () => {
    const flow = flowOf();
    flow.onTrade(takes(0, "buy", [1, 50]));
    flow.onTrade(takes(1_800, "sell", [1, 40])); // the order that fills us ends the quiet, and it was quiet before
    fills(flow, 1_800, "bid", 50);
    flow.onTrade(takes(2_200, "buy", [1, 45]));
    expect(said(flow, 2_200 + 1_799)).toEqual([]);
    expect(said(flow, 2_200 + 1_800)).toEqual(["bid quiet"]);
    expect(reasonsAt(flow, 4_000)[0]!.until).toBeUndefined(); // only a trade ends it
  });

  test("many more arrivals than usual are a burst, for a minute; as many as usual aren't", () => {
    const flow = flowOf();
    steady(flow, 0, 7_200);
    const burst = (from: number) => {
      for (let more = 0; more < 6; more++) flow.onTrade(takes(from + more, more % 2 === 0 ? "buy" : "sell", [10, 50]));
    };
    burst(7_200);
    fills(flow, 7_206, "ask", 40);
    steady(flow, 7_320, 14_400);
    expect(said(flow, 14_400)).toEqual([]);
    burst(14_400);
    expect(said(flow, 14_406)).toEqual(["ask burst"]);
    expect(said(flow, 14_405 + 60)).toEqual([]);
    const busy = flowOf();
    for (let now = 0; now < 1_200; now += 10) busy.onTrade(takes(now, now % 20 === 0 ? "buy" : "sell", [10, 50]));
    fills(busy, 1_195, "ask", 40);
    for (let now = 1_200; now < 2_400; now += 10) busy.onTrade(takes(now, now % 20 === 0 ? "buy" : "sell", [10, 50]));
    expect(said(busy, 2_395)).toEqual([]); // six a minute, always
  });

  test("an order of ten times the usual size is large, a danger to the side that more of it would fill", () => {
    const flow = flowOf();
    steady(flow, 0, 7_200);
    flow.onTrade(takes(7_210, "sell", [120, 50])); // and yet not nine in ten of what was traded lately
    fills(flow, 7_215, "bid", 60);
    steady(flow, 7_320, 14_400);
    expect(said(flow, 14_400)).toEqual([]);
    flow.onTrade(takes(14_410, "buy", [120, 50]));
    expect(said(flow, 14_411)).toEqual([]); // asks haven't lost in it
    flow.onTrade(takes(14_420, "sell", [99, 50]));
    expect(said(flow, 14_421)).toEqual([]);
    steady(flow, 14_520, 21_600);
    flow.onTrade(takes(21_610, "sell", [120, 50]));
    expect(said(flow, 21_610 + 299)).toEqual(["bid large"]);
    expect(said(flow, 21_610 + 300)).toEqual([]);
    const early = flowOf();
    early.onTrade(takes(0, "sell", [1, 50]));
    early.onTrade(takes(10, "sell", [1_000, 50]));
    fills(early, 15, "bid", 60);
    early.onTrade(takes(400, "buy", [1_000, 50]));
    early.onTrade(takes(401, "sell", [100_000, 50]));
    expect(said(early, 402)).not.toContain("bid large"); // nobody knows yet what is usual
  });
});

describe("what our fills have come to", () => {
  /** Quiet, then a seller who fills our bid at 50; `later` shows what it was worth. */
  function quietFill(flow: ToxicFlow, from: number, later: number): void {
    flow.onTrade(takes(from, "buy", [1, 50]));
    flow.onTrade(takes(from + 2_000, "sell", [1, 50]));
    fills(flow, from + 2_000, "bid", 50);
    flow.onTrade(takes(from + 2_400, "sell", [1, later]));
  }

  test("isn't known before an order that comes after the horizon", () => {
    const flow = flowOf();
    flow.onTrade(takes(0, "buy", [1, 50]));
    flow.onTrade(takes(2_000, "sell", [1, 50]));
    fills(flow, 2_000, "bid", 50);
    flow.onTrade(takes(2_200, "sell", [1, 30]));
    expect(said(flow, 2_200 + 1_900)).toEqual([]);
    flow.onTrade(takes(4_200, "buy", [1, 90])); // the price five minutes after was that of the order before
    expect(reasonsAt(flow, 4_200 + 1_900)[0]!.text).toBe(
      "quiet: our bids lost 20.0 c at 5 min over 1 fills, 1 of them here",
    );
  });

  test("counts less where fills are few, and not at all where they gain", () => {
    const careful = flowOf({ toxicLeastFills: 10, toxicLossCents: 2 });
    quietFill(careful, 0, 45);
    // One fill in 10 + 1, drawn once more towards the event's, which are the same: (-5 + 10 x -5/11) / 11 = -0.87.
    expect(said(careful, 8_000)).toEqual([]);
    for (let more = 1; more < 8; more++) quietFill(careful, more * 10_000, 45);
    expect(said(careful, 80_000)).toEqual(["bid quiet"]); // 8 fills: (-40 + 10 x -40/18) / 18 = -3.46
    const gaining = flowOf();
    quietFill(gaining, 0, 60);
    expect(said(gaining, 8_000)).toEqual([]);
  });

  test("is drawn towards what the event's other legs have seen", () => {
    const [one, other] = [flowOf(), flowOf()];
    ToxicFlow.join([one, other]);
    for (let more = 0; more < 5; more++) quietFill(one, more * 10_000, 40);
    other.onTrade(takes(60_000, "buy", [1, 50]));
    expect(reasonsAt(other, 62_000).map(({ text }) => text)).toEqual([
      "quiet: our bids lost 10.0 c at 5 min over 5 fills, 0 of them here",
    ]);
  });

  test("fades: what was avoided is tried again", () => {
    const flow = flowOf({ toxicHalfLifeH: 24, toxicLeastFills: 5, toxicLossCents: 1 });
    for (let more = 0; more < 5; more++) quietFill(flow, more * 10_000, 40);
    expect(said(flow, 60_000)).toEqual(["bid quiet"]);
    flow.onTrade(takes(14 * 86_400, "buy", [1, 50]));
    expect(said(flow, 14 * 86_400 + 2_000)).toEqual([]);
  });

  test("may be what the study found before there are any: of the quiet alone, and only if the profile says so", () => {
    const study = flowOf({ toxicPrior: "study", toxicLossCents: 1 });
    study.onTrade(takes(0, "buy", [1, 50], [1, 51], [1, 52]));
    expect(said(study, 10)).toEqual([]);
    expect(reasonsAt(study, 1_900).map(({ side, text }) => [side, text])).toEqual([
      ["bid", "quiet: our bids lost 4.5 c at 5 min in the study"],
      ["ask", "quiet: our asks lost 4.5 c at 5 min in the study"],
    ]);
    const none = flowOf();
    none.onTrade(takes(0, "buy", [1, 50]));
    expect(said(none, 1_900)).toEqual([]);
  });

  test("a fill is of the conditions before its taker order, whichever of the two is heard of first", () => {
    const [fillFirst, tradeFirst] = [flowOf(), flowOf()];
    for (const flow of [fillFirst, tradeFirst]) flow.onTrade(takes(0, "buy", [1, 50]));
    const sweep = takes(2_000, "sell", [1, 50], [1, 49], [1, 48]);
    fills(fillFirst, 2_000, "bid", 50);
    fillFirst.onTrade(sweep);
    tradeFirst.onTrade(sweep);
    fills(tradeFirst, 2_000, "bid", 50);
    for (const flow of [fillFirst, tradeFirst]) {
      flow.onTrade(takes(2_400, "sell", [1, 40]));
      expect(said(flow, 4_300)).toEqual(["bid quiet"]);
      flow.onTrade(takes(4_400, "sell", [1, 40], [1, 39], [1, 38]));
      expect(said(flow, 4_401)).toEqual([]); // it wasn't filled in a sweep: it was filled by one
    }
  });

  test("the parts of one fill are one", () => {
    const flow = flowOf();
    flow.onTrade(takes(0, "buy", [1, 50]));
    flow.onTrade(takes(2_000, "sell", [1, 50], [3, 48]));
    fills(flow, 2_000, "bid", 50, 1);
    fills(flow, 2_000, "bid", 48, 3);
    flow.onTrade(takes(2_400, "sell", [1, 40]));
    expect(reasonsAt(flow, 4_300)[0]!.text).toContain("lost 8.5 c at 5 min over 1 fills"); // (10 + 3 x 8) / 4
  });
});

describe("what is done about it", () => {
  function toxicBids(toxicFlow: "widen" | "stand-aside"): Reason[] {
    const flow = flowOf({ toxicFlow });
    for (let now = 0; now < 40_000; now += 5_000) {
      flow.onTrade(takes(now, "buy", [1, 50]));
      flow.onTrade(takes(now + 2_000, "sell", [1, 50]));
      fills(flow, now + 2_000, "bid", 50);
      flow.onTrade(takes(now + 2_400, "sell", [1, 40]));
    }
    return reasonsAt(flow, 45_000);
  }

  function quotes(reasons: readonly Reason[]) {
    const room = {
      quantity: quantityFromContracts(1),
      limit: () => ({ code: "no-room", effect: "withhold", text: "" }) as const,
    };
    const others = { bid: priceFromCents(45), ask: priceFromCents(55) };
    const input = {
      fairCents: 50,
      sigmaB: 0.24,
      filled: 0 as Position,
      leanContracts: 0,
      others,
      grid: PriceGrid.wholeCents(),
      reasons,
    };
    const { bid, ask } = desiredQuotes({ ...input, room: { bid: room, ask: room } }, DOCUMENTED, "all");
    return [bid && bid.price / 100, ask && ask.price / 100];
  }

  test("widen doubles the half-spread of that side alone", () => {
    expect(quotes([])).toEqual([47, 53]);
    expect(quotes(toxicBids("widen"))).toEqual([44, 53]);
    const all: Reason = { code: "defence-wide", effect: "widen", text: "all" };
    expect(quotes([...toxicBids("widen"), all])).toEqual([44, 56]); // they don't compound
  });

  test("stand-aside withholds that side alone", () => {
    expect(quotes(toxicBids("stand-aside"))).toEqual([undefined, 53]);
  });

  test("off: nothing of it is kept", () => {
    expect(toxicFlowOf({ ...AT_ONCE, toxicFlow: "off" })).toBeUndefined();
    expect(new LegRules(DOCUMENTED, "all").flow).toBeUndefined();
  });
});
