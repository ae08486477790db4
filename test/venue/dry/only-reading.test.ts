import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { onlyReading, WriteRefused } from "../../../src/venue/dry/only-reading.ts";
import { RestClient } from "../../../src/venue/kalshi/rest/client.ts";
import { ReadClient } from "../../../src/venue/kalshi/rest/read-client.ts";
import { DryWorld } from "./dry-world.ts";

const SOURCES = join(import.meta.dirname, "../../../src");

describe("a dry run can't send", () => {
  test("nothing but a GET without a body gets as far as the wire", async () => {
    const left: string[] = [];
    const send = (async (_: unknown, init: RequestInit = {}) => {
      left.push(init.method ?? "GET");
      return new Response("{}");
    }) as typeof fetch;
    const reading = onlyReading(send);
    const url = "http://127.0.0.1:1/trade-api/v2/portfolio/events/orders";
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "post", "QUERY", "HEAD", "OPTIONS"]) {
      await expect(reading(url, { method })).rejects.toThrow(WriteRefused);
      await expect(reading(new Request(url, { method }))).rejects.toThrow(WriteRefused);
    }
    await expect(reading(url, { body: "{}" })).rejects.toThrow(WriteRefused);
    expect(left).toEqual([]);
    await reading(url, { method: "GET" });
    await reading(url);
    expect(left).toEqual(["GET", "GET"]);
  });

  test("the client that it reads by has no way to write, by type or in fact", () => {
    const client = new ReadClient({
      baseUrl: "http://127.0.0.1:1/trade-api/v2",
      clock: new DryWorld({ seed: 1 }).time,
      timers: { after: () => ({ cancel: () => undefined }) },
      uniform: () => 0,
    });
    // @ts-expect-error there is no such method
    expect(client.write).toBeUndefined();
    expect(RestClient.prototype.write).toBeDefined();
    expect(client).not.toBeInstanceOf(RestClient);
  });

  test("no file that describes or sends a write is loaded by it", () => {
    const loaded = closure("app/dry-run.ts");
    const writing = [...loaded].filter((path) => /class RestClient|method: "(POST|PUT|DELETE)"/.test(source(path)));
    expect(writing).toEqual([]);
    expect(loaded.size).toBeGreaterThan(50); // it did look
    expect([...closure("app/live-run.ts")].some((path) => source(path).includes("class RestClient"))).toBe(true);
  });
});

function source(path: string): string {
  return readFileSync(join(SOURCES, path), "utf8");
}

/** All files that are loaded with this one: imports of types load nothing. */
function closure(from: string, found = new Set<string>()): Set<string> {
  if (found.has(from)) return found;
  found.add(from);
  for (const [, clause, specifier] of source(from).matchAll(/^import\s+(?:([^"']*?)\s+from\s+)?"(\.[^"]+)";/gms)) {
    if (clause?.startsWith("type ")) continue;
    closure(join(dirname(from), specifier!), found);
  }
  return found;
}
