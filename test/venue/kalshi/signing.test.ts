import { verify } from "node:crypto";
import { expect, test } from "vitest";
import { time } from "../../../src/market/units.ts";
import { KalshiKey } from "../../../src/venue/kalshi/key.ts";
import { STREAM_PATH, signedHeaders, textToSign } from "../../../src/venue/kalshi/signing.ts";
import { ed25519Key, KEY_ID } from "./key-material.ts";

const AT = time(1_703_123_456_789);

test("what is signed is the documentation's example: time, method, path, and no query", () => {
  const example = "1703123456789GET/trade-api/v2/portfolio/orders";
  expect(textToSign(AT, "GET", "/trade-api/v2/portfolio/orders")).toBe(example);
  expect(textToSign(AT, "get", "/trade-api/v2/portfolio/orders?limit=5&cursor=a?b")).toBe(example);
});

test("the headers carry the key's identifier, the time in milliseconds and the signature of that text", () => {
  const { pem, publicKey } = ed25519Key();
  const headers = signedHeaders(KalshiKey.fromPem(KEY_ID, pem), AT, "GET", STREAM_PATH);
  expect(headers["KALSHI-ACCESS-KEY"]).toBe(KEY_ID);
  expect(headers["KALSHI-ACCESS-TIMESTAMP"]).toBe("1703123456789");
  const signature = Buffer.from(headers["KALSHI-ACCESS-SIGNATURE"], "base64");
  expect(verify(null, Buffer.from("1703123456789GET/trade-api/ws/v2"), publicKey, signature)).toBe(true);
});
