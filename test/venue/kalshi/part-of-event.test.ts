import { afterEach, expect, test } from "vitest";
import type { MarketEvent } from "../../../src/market/event.ts";
import { LiveHarness } from "./live-harness.ts";
import { TICKERS } from "./stranger.ts";

let harness: LiveHarness;
afterEach(() => harness.close());

async function traded(flags: Readonly<Record<string, unknown>>): Promise<MarketEvent> {
  harness = new LiveHarness({ isQuiet: true, flags });
  return (await harness.open()).session.engine.desk!.start.event;
}

test("where some of an event's markets are left out, the engine knows: those it trades needn't add up to $1", async () => {
  const event = await traded({ series: undefined, market: TICKERS.slice(0, 2) });
  expect(event.legs.map(({ ticker }) => ticker)).toEqual(TICKERS.slice(0, 2));
  expect(event.partial).toBe(true);
});

test("a whole event is not said to be a part", async () => {
  expect((await traded({})).partial ?? false).toBe(false);
});
