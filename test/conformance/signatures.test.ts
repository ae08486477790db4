import { constants, verify } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { after, price, quantity } from "../../src/market/units.ts";
import { KalshiKey } from "../../src/venue/kalshi/key.ts";
import { balance } from "../../src/venue/kalshi/rest/balance.ts";
import { RestClient } from "../../src/venue/kalshi/rest/client.ts";
import { createOrder } from "../../src/venue/kalshi/rest/create-order.ts";
import { KalshiError } from "../../src/venue/kalshi/rest/error.ts";
import { createOrderGroup } from "../../src/venue/kalshi/rest/order-groups.ts";
import { orders } from "../../src/venue/kalshi/rest/orders.ts";
import type { ReadRequest } from "../../src/venue/kalshi/rest/request.ts";
import { A, openQuietExchange, type QuietExchange } from "./quiet-exchange.ts";
import { type SigningKey, signingKey } from "./signing-key.ts";

const RSA = signingKey("key-of-rsa", "rsa");
const ED25519 = signingKey("key-of-ed25519", "ed25519");
const NODE = Bun.which("node");

let server: QuietExchange;
beforeAll(() => {
  server = openQuietExchange([RSA, ED25519], { dollars: 100, fees: { type: "quadratic", multiplier: 1 } });
});
afterAll(() => server.close());

/** A request as it left our client. */
interface Sent {
  readonly text: string;
  readonly signature: string;
  readonly keyId: string | null;
}

/** Our client, on a machine whose clock is off by so much, and what it sends. */
function clientOf(
  { keyId, pem }: SigningKey,
  { offMs = 0, url = server.restUrl } = {},
): { client: RestClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const recording = async (url: string, init?: RequestInit): Promise<Response> => {
    const request = new Request(url, init);
    const { pathname } = new URL(request.url);
    const [key, timestamp, signature] = ["key", "timestamp", "signature"].map((name) => {
      return request.headers.get(`kalshi-access-${name}`);
    });
    sent.push({ text: `${timestamp}${request.method}${pathname}`, signature: signature ?? "", keyId: key ?? null });
    return fetch(request);
  };
  const client = new RestClient({
    baseUrl: url,
    key: KalshiKey.fromPem(keyId, pem),
    clock: { now: () => after(systemClock.now(), offMs) },
    timers: systemTimers,
    uniform: () => 0.5,
    fetch: recording as unknown as typeof fetch,
  });
  return { client, sent };
}

/** Reads and writes with every kind of path: with a query, with a body, with parameters. */
async function exercise(client: RestClient): Promise<void> {
  await client.all(orders({ status: "resting", limit: 5 }));
  const group = await client.write(createOrderGroup({ limit: quantity(100) }));
  const expiresAt = after(systemClock.now(), 60_000);
  const terms = { ticker: A, side: "bid", price: price(100), quantity: quantity(100) } as const;
  const clientOrderId = `tauroi-signed-${group.replaceAll("-", "")}`;
  await client.write(createOrder({ ...terms, clientOrderId, expiresAt, orderGroupId: group }));
}

function isSigned({ publicKey }: SigningKey, { text, signature }: Sent, saltLength?: number): boolean {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const key = saltLength === undefined ? publicKey : { key: publicKey, padding, saltLength };
  return verify(saltLength === undefined ? null : "sha256", Buffer.from(text), key, Buffer.from(signature, "base64"));
}

/** The same by the Node that is installed, whose crypto is OpenSSL's: one word for each request. */
function byNode({ publicKeyPem }: SigningKey, sent: readonly Sent[], saltLength: number | undefined): string {
  const script = `
    const { createPublicKey, verify } = require("node:crypto");
    const { pem, sent, saltLength } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
    const publicKey = createPublicKey(pem);
    const key = saltLength === undefined ? publicKey : { key: publicKey, padding: 6, saltLength };
    const hash = saltLength === undefined ? null : "sha256";
    process.stdout.write(sent.map(({ text, signature }) => {
      return verify(hash, Buffer.from(text), key, Buffer.from(signature, "base64"));
    }).join(" "));`;
  const stdin = Buffer.from(JSON.stringify({ pem: publicKeyPem, sent, saltLength }));
  return Bun.spawnSync([NODE!, "-e", script], { stdin }).stdout.toString();
}

describe("what our client signs is accepted by the exchange and verified", () => {
  it("as RSA-PSS with a salt of 32 bytes, and of no other length", async () => {
    const { client, sent } = clientOf(RSA);
    await exercise(client);
    expect(sent.map(({ text }) => text.replace(/^\d{13}/, ""))).toEqual([
      "GET/trade-api/v2/portfolio/orders",
      "POST/trade-api/v2/portfolio/order_groups/create",
      "POST/trade-api/v2/portfolio/events/orders",
    ]);
    for (const each of sent) {
      expect(each.keyId).toBe(RSA.keyId);
      expect([20, 32, 48].map((saltLength) => isSigned(RSA, each, saltLength))).toEqual([false, true, false]);
      expect(isSigned(RSA, { ...each, text: `${each.text}?limit=5` }, 32)).toBe(false);
    }
    expect(new Set(sent.map(({ signature }) => signature)).size).toBe(sent.length);
  });

  it("as Ed25519", async () => {
    const { client, sent } = clientOf(ED25519);
    await exercise(client);
    expect(sent).toHaveLength(3);
    for (const each of sent) {
      expect(isSigned(ED25519, each)).toBe(true);
      expect(isSigned(ED25519, { ...each, text: `${each.text}?limit=5` })).toBe(false);
    }
  });

  it.skipIf(NODE === null)("by Node itself, both (needs node)", async () => {
    for (const [key, saltLength] of [
      [RSA, 32],
      [ED25519, undefined],
    ] as const) {
      const { client, sent } = clientOf(key);
      await exercise(client);
      const forged = sent.map((each) => ({ ...each, text: each.text.replace("v2", "v3") }));
      expect(byNode(key, [...sent, ...forged], saltLength)).toBe("true true true false false false");
    }
  });
});

describe("a request signed with a time 10 s off", () => {
  const refused = async (client: RestClient, request: ReadRequest<unknown>): Promise<KalshiError> => {
    const error = await client.read(request).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof KalshiError)) throw new Error(`not refused: ${String(error)}`);
    return error;
  };

  it.each([
    ["behind", -10_000],
    ["ahead of", 10_000],
  ])("is refused, and our client tells that its machine is 10 s %s, and the mend", async (words, offMs) => {
    const { client, sent } = clientOf(ED25519, { offMs });
    const error = await refused(client, balance({ exchangeIndex: 0 }));
    expect([error.kind, error.status, error.code]).toEqual(["clock", 401, "header_timestamp_expired"]);
    const seconds = new RegExp(`this machine's clock is ([\\d.]+) s ${words} the exchange's`).exec(error.message)?.[1];
    expect(Math.abs(Number(seconds) - 10)).toBeLessThanOrEqual(5); // the exchange's header tells whole seconds, and a busy machine is late
    expect(error.message).toContain("synchronise it by NTP (timedatectl set-ntp true)");
    expect(sent).toHaveLength(1);
    // what it has learned of the exchange's clock signs the next
    expect((await client.read(balance({ exchangeIndex: 0 }))).available).toBeGreaterThan(0);
  });

  it("is refused, and explained, when it is the exchange's clock that is off", async () => {
    await server.setFaults(["clock-skew=10000"]);
    const { client } = clientOf(RSA);
    const error = await refused(client, balance({ exchangeIndex: 0 }));
    expect(error.kind).toBe("clock");
    expect(error.message).toMatch(/this machine's clock is (9|10)\.\d s behind the exchange's/);
    expect((await client.read(balance({ exchangeIndex: 0 }))).available).toBeGreaterThan(0);
  });
});

it("a request whose check takes its time is carried out all the same", async () => {
  let now = systemClock.now();
  const clock = { now: () => (now = after(now, 3)) }; // moves whenever somebody looks at it
  const slow = openQuietExchange([RSA], { dollars: 100, fees: { type: "quadratic", multiplier: 1 }, clock });
  try {
    await exercise(clientOf(RSA, { url: slow.restUrl }).client);
  } finally {
    await slow.close();
  }
});
