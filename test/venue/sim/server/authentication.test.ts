import { afterEach, describe, expect, it } from "vitest";
import { signature, T0, TestServer, testKey } from "./open-server.ts";

let server: TestServer;
afterEach(() => server.close());

const UNKNOWN = testKey("key-unknown");

describe("signatures", () => {
  it("are accepted over timestamp, method and path without the query, by Ed25519", async () => {
    server = new TestServer();
    expect((await server.get("/portfolio/balance?subaccount=0")).status).toBe(200);
  });

  it("are accepted by RSA-PSS with a salt of 32 bytes, and with no other", async () => {
    server = new TestServer();
    const rsa = testKey("key-rsa", "rsa");
    server.served.keys.register(rsa.keyId, "key-one", rsa.publicKeyPem);
    expect((await server.get("/portfolio/balance", { key: rsa })).status).toBe(200);
    const { constants, sign } = await import("node:crypto");
    const text = Buffer.from(`${T0}GET/trade-api/v2/portfolio/balance`);
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const headers = {
      "KALSHI-ACCESS-SIGNATURE": sign("sha256", text, { key: rsa.privateKey, padding, saltLength: 20 }).toString(
        "base64",
      ),
    };
    expect((await server.get("/portfolio/balance", { key: rsa, headers })).status).toBe(401);
  });

  it("of another path, method, time or key are refused", async () => {
    server = new TestServer();
    const root = "/trade-api/v2";
    for (const text of [
      `${T0}GET${root}/portfolio/orders`,
      `${T0}POST${root}/portfolio/balance`,
      `${T0 + 1}GET${root}/portfolio/balance`,
      `${T0}GET/portfolio/balance`,
    ]) {
      const headers = { "KALSHI-ACCESS-SIGNATURE": signature(server.one, text) };
      const { status, body } = await server.get("/portfolio/balance", { headers });
      expect([status, body.error.code]).toEqual([401, "authentication_error"]);
    }
    const { status } = await server.get("/portfolio/balance", { headers: { "KALSHI-ACCESS-KEY": "key-two" } });
    expect(status).toBe(401);
  });

  it("of a key that nobody registered are refused as NOT_FOUND", async () => {
    server = new TestServer();
    const { status, body } = await server.get("/portfolio/balance", { key: UNKNOWN });
    expect(status).toBe(401);
    expect(body).toEqual({
      error: { code: "authentication_error", message: "authentication_error", details: "NOT_FOUND" },
    });
  });

  it("must be there where the endpoint is signed, and need not elsewhere", async () => {
    server = new TestServer();
    expect((await server.get("/portfolio/balance", { key: undefined })).status).toBe(401);
    expect((await server.get("/exchange/status", { key: undefined })).status).toBe(200);
  });

  it("are refused when their time is off: 5 s pass, 10 s don't, in either direction", async () => {
    server = new TestServer();
    for (const offMs of [-5_000, 5_000]) {
      expect((await server.get("/portfolio/balance", { signedAt: T0 + offMs })).status).toBe(200);
    }
    for (const offMs of [-10_000, 10_000, -300_000]) {
      const { status, body } = await server.get("/portfolio/balance", { signedAt: T0 + offMs });
      expect([status, body.error.code]).toEqual([401, "header_timestamp_expired"]);
    }
  });

  it("can be as old as the switch says", async () => {
    server = new TestServer({ behaviour: { signatureWindowMs: 30_000 } });
    expect((await server.get("/portfolio/balance", { signedAt: T0 - 30_000 })).status).toBe(200);
    expect((await server.get("/portfolio/balance", { signedAt: T0 - 30_001 })).status).toBe(401);
  });
});
