import { describe, expect, it } from "vitest";
import type { PriceRange } from "../../../../../src/market/price-grid.ts";
import type { Price } from "../../../../../src/market/units.ts";
import { A } from "../../trading-floor.ts";
import { SlowReader } from "./slow-reader.ts";
import { onFloor } from "./stream-floor.ts";

const UNREAD = 50;
/** Messages of some 5 KB: three times what the connection's own buffers take. */
const MESSAGES = 6_000;

/** A hundred ranges, so that the message that tells them is long. */
const RANGES: readonly PriceRange[] = Array.from({ length: 100 }, (_, cent) => {
  return { start: (cent * 100) as Price, end: ((cent + 1) * 100) as Price, step: 100 };
});

describe("a client that doesn't read", () => {
  it("loses its subscription with error 25, and what is kept for it stays bounded", async () => {
    await onFloor({ limits: { unreadMessages: UNREAD } }, async (floor) => {
      const reader = await SlowReader.open(floor.url, floor.headers("ann"));
      reader.send(JSON.stringify({ id: 1, cmd: "subscribe", params: { channels: ["market_lifecycle_v2"] } }));
      await reader.readUntil(({ type }) => type === "subscribed");
      reader.pause();
      for (let n = 0; n < MESSAGES; n++) {
        floor.exchange.changeLeg(A, { priceRanges: RANGES }, floor.now());
        floor.served.catchUp();
      }
      reader.resume();
      const messages = await reader.readUntil(({ type }) => type === "error");
      const [error] = messages.slice(-1);
      const told = messages.slice(1, -1);
      expect(error).toMatchObject({ type: "error", sid: 1, msg: { code: 25 } });
      expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
      // what was kept is thrown away, and there was as much of it as is allowed
      expect(error?.seq).toBe(told.length + UNREAD + 2);
      expect(error?.seq).toBeLessThan(MESSAGES);
      reader.send(JSON.stringify({ id: 2, cmd: "list_subscriptions" }));
      const after = await reader.readUntil(({ id }) => id === 2);
      expect(after.at(-1)).toMatchObject({ type: "ok", msg: [] });
      reader.close();
    });
  });
});
