import { constants, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Clock } from "../../../../src/ambient/clock.ts";
import { after } from "../../../../src/market/units.ts";
import { KalshiKey } from "../../../../src/venue/kalshi/key.ts";
import type { RestClientOptions } from "../../../../src/venue/kalshi/rest/client.ts";
import { exchangeStatus, userDataTimestamp } from "../../../../src/venue/kalshi/rest/exchange.ts";
import { orders } from "../../../../src/venue/kalshi/rest/orders.ts";
import { KEY_ID, rsaKey } from "../key-material.ts";
import { clientOf, dated, ed25519, failure, NOW, STATUS } from "./rest-session.ts";
import { type SeenRequest, StandIn } from "./stand-in.ts";

const rsa = rsaKey();

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

const client = (options: Partial<RestClientOptions> = {}) => clientOf(server, options);

describe("signing", () => {
  const text = (seen: SeenRequest) => `${seen.headers["kalshi-access-timestamp"]}${seen.method}${seen.url.pathname}`;
  const signature = (seen: SeenRequest) => Buffer.from(seen.headers["kalshi-access-signature"]!, "base64");

  test("the server verifies path, method and time with the public key: RSA-PSS with a salt of 32", async () => {
    server.replies({ status: 200, body: { orders: [], cursor: "" } });
    await client({ key: KalshiKey.fromPem(KEY_ID, rsa.pem) }).all(orders({ status: "resting" }));
    const [seen] = server.seen;
    expect(seen!.url.search).toContain("status=resting");
    expect(text(seen!)).toBe(`${NOW}GET/trade-api/v2/portfolio/orders`);
    expect(seen!.headers["kalshi-access-key"]).toBe(KEY_ID);
    const key = { key: rsa.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verify("sha256", Buffer.from(text(seen!)), key, signature(seen!))).toBe(true);
  });

  test("Ed25519, with a timestamp of its own for each attempt", async () => {
    server.replies({ status: 503 }, { status: 200, body: { orders: [], cursor: "" } });
    let now = NOW;
    const clock: Clock = {
      now: () => {
        now = after(now, 7);
        return now;
      },
    };
    await client({ clock }).all(orders());
    expect(server.seen).toHaveLength(2);
    for (const seen of server.seen)
      expect(verify(null, Buffer.from(text(seen)), ed25519.publicKey, signature(seen))).toBe(true);
    const [first, second] = server.seen.map((seen) => Number(seen.headers["kalshi-access-timestamp"]));
    expect(second).toBeGreaterThan(first!);
  });

  test("public requests go unsigned, with a key and without; others aren't sent without one", async () => {
    server.replies({ status: 200, body: STATUS });
    await client().read(exchangeStatus());
    await client({ key: undefined }).read(exchangeStatus());
    for (const seen of server.seen) expect(seen.headers).not.toHaveProperty("kalshi-access-signature");
    const error = await failure(client({ key: undefined }).all(orders()));
    expect(error.kind).toBe("unauthorised");
    expect(error.message).toContain("TAUROI_KEY_ID");
    expect(server.seen).toHaveLength(2);
  });

  test("the exchange's time is learned from answers and signs what follows", async () => {
    server.answer(() => ({ status: 200, body: { as_of_time: "2026-11-22T12:00:00Z" }, headers: dated(NOW + 12_000) }));
    const late = client();
    await late.read(userDataTimestamp());
    expect(Math.abs(late.exchangeClock.offsetMs - 12_000)).toBeLessThanOrEqual(1_000);
    server.replies({ status: 200, body: { orders: [], cursor: "" } });
    await late.all(orders());
    expect(Number(server.seen[0]!.headers["kalshi-access-timestamp"])).toBe(NOW + late.exchangeClock.offsetMs);
  });

  test("the date of an answer that was stored on the way teaches nothing", async () => {
    server.replies({ status: 200, body: STATUS, headers: { ...dated(NOW - 50_000), age: "50" } });
    const calm = client();
    await calm.read(exchangeStatus());
    expect(calm.exchangeClock.measuredOffsetMs).toBeUndefined();
  });
});
