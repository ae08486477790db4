import { describe, expect, it } from "vitest";
import { onFloor } from "./stream-floor.ts";

describe("the handshake", () => {
  it("lets in who has signed it with a registered key", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      client.ask("list_subscriptions");
      expect(await client.take()).toMatchObject([{ type: "ok", id: 1, msg: [] }]);
    });
  });

  const refused = [
    ["no headers", {}, "authentication_error"],
    ["a key that nobody has registered", { "KALSHI-ACCESS-KEY": "mallory" }, "authentication_error"],
    ["a signature of something else", { "KALSHI-ACCESS-SIGNATURE": "AAAA" }, "authentication_error"],
  ] as const;

  it.each(refused)("answers 401 to %s", async (_, headers, code) => {
    await onFloor({}, async (floor) => {
      const signed = Object.keys(headers).length === 0 ? {} : { ...floor.headers("ann"), ...headers };
      const answer = await fetch(floor.url.replace("ws:", "http:"), { headers: signed });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code } });
    });
  });

  it.each([-10_000, 10_000])("answers 401 to a timestamp %d ms off the exchange's clock", async (offMs) => {
    await onFloor({}, async (floor) => {
      const answer = await fetch(floor.url.replace("ws:", "http:"), { headers: floor.headers("ann", offMs) });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code: "header_timestamp_expired" } });
    });
  });

  it("opens no socket for who is refused", async () => {
    await onFloor({}, async (floor) => {
      await expect(floor.connect("ann").then(() => "open")).resolves.toBe("open");
      const { StreamClient } = await import("./stream-client.ts");
      await expect(StreamClient.open(floor.url, {})).rejects.toThrow("refused");
    });
  });

  it("asks for an upgrade where none was asked for", async () => {
    await onFloor({}, async (floor) => {
      const answer = await fetch(floor.url.replace("ws:", "http:"), { headers: floor.headers("ann") });
      expect(answer.status).toBe(426);
    });
  });

  it("allows an account so many connections and no more, and one more when one has ended", async () => {
    await onFloor({ limits: { connections: 2 } }, async (floor) => {
      const first = await floor.connect();
      await floor.connect();
      await floor.connect("bob");
      const answer = await fetch(floor.url.replace("ws:", "http:"), { headers: floor.headers("ann") });
      expect(answer.status).toBe(429);
      expect(await answer.json()).toEqual({ error: "too many requests" });
      first.close();
      await first.closed();
      await floor.connect();
    });
  });

  it("pings every ten seconds with the word heartbeat", async () => {
    await onFloor({}, async (floor) => {
      const client = await floor.connect();
      floor.advance(9_999);
      await client.take();
      expect(client.pings).toEqual([]);
      floor.advance(1);
      await client.take();
      expect(client.pings).toEqual(["heartbeat"]);
      floor.advance(60_000);
      await client.take();
      expect(client.pings).toHaveLength(7);
    });
  });
});
