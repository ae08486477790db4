import { expect, test } from "vitest";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { after, type Price, type Quantity, type Time, time } from "../../../src/market/units.ts";
import { MarketData } from "../../../src/venue/kalshi/market-data.ts";
import type { TradeMessage } from "../../../src/venue/kalshi/stream/message.ts";
import type { VenueInput } from "../../../src/venue/venue.ts";
import { clientOf } from "./rest/rest-session.ts";

const START = time(1_790_000_000_000);
const DAY_MS = 86_400_000;
const TICKER = "KXTEST-A";

const print = (tradeId: string, at: Time): TradeMessage => ({
  type: "trade",
  id: undefined,
  sid: 1,
  seq: undefined,
  sentAt: undefined,
  tradeId,
  ticker: TICKER,
  price: 4_000 as Price,
  quantity: 100 as Quantity,
  takerSide: "buy",
  block: false,
  at,
});

test("a trade stamped with a time to come counts as made when it is told: time never goes back, and all that follow would wait there with it", () => {
  const world = new VirtualTime(START);
  const told: VenueInput[] = [];
  const data = new MarketData({
    client: clientOf({ baseUrl: "http://127.0.0.1:1/trade-api/v2" } as never),
    clock: world,
    timers: world,
    tickers: [TICKER],
    stream: { book: () => undefined, live: true },
    emit: (input) => told.push(input),
  });
  const wrong = print("t-0", after(START, DAY_MS));
  const { price, quantity, takerSide } = wrong;
  const micros = wrong.at * 1_000;
  const history = data.begin([
    { tradeId: "t-0", ticker: TICKER, micros, price, quantity, takerSide, isBlockTrade: false },
  ]);
  expect(history.map(({ at }) => at)).toEqual([START]);
  for (const [name, at] of [
    ["t-1", after(START, 1_000)],
    ["t-2", after(START, DAY_MS)],
    ["t-3", after(START, 3_000)],
  ] as const) {
    world.runUntil(after(world.now(), 1_000));
    data.take({ type: "message", at: world.now(), message: print(name, at) });
  }
  world.runUntil(after(world.now(), 1_000));
  const times = told.flatMap((input) => (input.type === "trade" ? [input.order.at] : []));
  expect(times).toHaveLength(3);
  for (const at of times) expect(at).toBeLessThanOrEqual(world.now());
  expect(times.at(-1)).toBe(after(START, 3_000));
});
