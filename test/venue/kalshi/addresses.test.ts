import { describe, expect, test } from "vitest";
import { addressesOf, isLoopback } from "../../../src/venue/kalshi/addresses.ts";

describe("an exchange's addresses", () => {
  test.each([
    "http://127.0.0.1:8137",
    "http://127.0.0.1:8137/",
    "http://127.0.0.1:8137/trade-api/v2",
    "http://127.0.0.1:8137/trade-api/v2/",
  ])("from %s", (text) => {
    expect(addressesOf(text)).toEqual({
      restUrl: "http://127.0.0.1:8137/trade-api/v2",
      streamUrl: "ws://127.0.0.1:8137/trade-api/ws/v2",
    });
  });

  test.each([
    "https://127.0.0.1/other",
    "ftp://127.0.0.1",
    "nonsense",
    "http://127.0.0.1?x=1",
    "http://a:b@127.0.0.1",
    "http://:b@127.0.0.1",
  ])("not from %s", (text) => {
    expect(addressesOf(text)).toBeUndefined();
  });

  test("never by a name, which a file of hosts may lead elsewhere", () => {
    expect(addressesOf("http://localhost:8137")).toEqual(addressesOf("http://127.0.0.1:8137"));
  });

  test.each([
    ["http://127.0.0.1:1", true],
    ["http://127.9.9.9", true],
    ["http://localhost:8137", true],
    ["http://[::1]:8137", true],
    ["https://api.elections.kalshi.com", false],
    ["http://127.0.0.1.example.com", false],
    ["http://localhost.example.com", false],
    ["http://0.0.0.0", false],
    ["http://127.0.0.1@example.com", false],
    ["http://127.0.0.1:8137@example.com/trade-api/v2", false],
    ["http://example.com#@127.0.0.1", false],
    ["http://example.com\\@127.0.0.1", false],
    ["http://localhost.", false],
    ["http://[::ffff:10.0.0.1]", false],
    ["http://0x7f000001", true],
  ])("%s is this machine: %s", (text, expected) => {
    expect(isLoopback(new URL(text))).toBe(expected);
  });
});
