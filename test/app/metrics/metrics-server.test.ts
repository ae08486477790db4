import { afterEach, describe, expect, test } from "vitest";
import { systemTimers } from "../../../src/ambient/timers.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import { MetricsError, type MetricsServer, serveMetrics } from "../../../src/app/metrics/metrics-server.ts";
import { RunMetrics } from "../../../src/app/metrics/run-metrics.ts";
import { after, time } from "../../../src/market/units.ts";

const TYPE = "text/plain; version=0.0.4; charset=utf-8";
const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function serve(page: () => Promise<string>, timers = systemTimers, port = 0): MetricsServer {
  const server = serveMetrics({ host: "127.0.0.1", port, page, contentType: TYPE, timers });
  open.push(server);
  return server;
}

/** A raw connection: what it hears, and whether it is over. */
async function connect(
  url: string,
): Promise<{ say(text: string): void; heard: () => string; isOver: () => boolean; over: Promise<void> }> {
  let heard = "";
  let isOver = false;
  const over = Promise.withResolvers<void>();
  const end = (): void => {
    isOver = true;
    over.resolve();
  };
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(new URL(url).port),
    socket: {
      data: (_, bytes) => {
        heard += new TextDecoder().decode(bytes);
      },
      close: end,
      error: end,
    },
  });
  open.push({ close: () => socket.terminate() });
  return { say: (text) => void socket.write(text), heard: () => heard, isOver: () => isOver, over: over.promise };
}

const ASK = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n";

describe("the page of metrics", () => {
  test("is served as Prometheus reads it, to GET and HEAD of /metrics alone", async () => {
    const { url } = serve(async () => "a 1\n");
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get("content-type"), await answer.text()]).toEqual([200, TYPE, "a 1\n"]);
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "4", ""]);
    expect((await fetch(url.replace("/metrics", "/"))).status).toBe(404);
    expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(405);
    expect((await fetch(`${url}?x=1`)).status).toBe(200);
    const odd = await connect(url);
    odd.say("hello\r\n\r\n");
    await odd.over;
    expect(odd.heard()).toContain("400 Bad Request");
  });

  test("that can't be made is an error there and nowhere else", async () => {
    const { url } = serve(() => Promise.reject(new Error("no")));
    expect((await fetch(url)).status).toBe(500);
  });

  test("is made once a second at most, whoever asks", async () => {
    const clock = new VirtualTime(time(0));
    const metrics = new RunMetrics({ program: "tauroi 0.1.0 (abc)", clock });
    const first = metrics.page();
    expect(metrics.page()).toBe(first);
    clock.runUntil(time(999));
    expect(metrics.page()).toBe(first);
    clock.runUntil(time(1_000));
    expect(metrics.page()).not.toBe(first);
    expect(await first).toContain('tauroi_build_info{version="0.1.0",commit="abc"} 1');
  });
});

test("a port that is taken is an error with the mend", () => {
  const { url } = serve(async () => "");
  const port = Number(new URL(url).port);
  const taken = () => serve(async () => "", systemTimers, port);
  expect(taken).toThrow(MetricsError);
  expect(taken).toThrow(`--metrics-port ${port}: port ${port} of 127.0.0.1 is taken: choose another, or 0`);
  const elsewhere = () =>
    serveMetrics({ host: "192.0.2.1", port: 0, page: async () => "", contentType: TYPE, timers: systemTimers });
  expect(elsewhere).toThrow("name an address of this machine");
});

describe("whoever connects", () => {
  test("has two seconds to ask, and five to read", async () => {
    const clock = new VirtualTime(time(0));
    const big = "x".repeat(32 * 1024 * 1024);
    const { url } = serve(async () => big, clock);
    const silent = await connect(url);
    await Bun.sleep(5);
    clock.runUntil(time(1_999));
    await Bun.sleep(5);
    expect(silent.isOver()).toBe(false);
    clock.runUntil(time(2_000));
    await silent.over;
    // A reader that reads nothing: what the system doesn't take stays where it is, once for all of them.
    const stuck = await stalled(url);
    await Bun.sleep(50);
    clock.runUntil(after(clock.now(), 5_000));
    await stuck.over;
    expect(stuck.received()).toBeLessThan(big.length);
  });

  test("sends no more than a head of a request", async () => {
    const { url } = serve(async () => "a 1\n");
    const flood = await connect(url);
    flood.say(`GET /metrics HTTP/1.1\r\nX: ${"y".repeat(9_000)}`);
    await flood.over;
    expect(flood.heard()).toBe("");
  });

  test("is one of eight: a ninth is turned away, and place is made when one leaves", async () => {
    const clock = new VirtualTime(time(0));
    const { url } = serve(async () => "a 1\n", clock);
    const eight = await Promise.all(Array.from({ length: 8 }, () => connect(url)));
    await Bun.sleep(10);
    const ninth = await connect(url);
    await ninth.over;
    eight[0]!.say(ASK);
    await eight[0]!.over;
    expect(eight[0]!.heard()).toContain("200 OK");
    const tenth = await connect(url);
    tenth.say(ASK);
    await tenth.over;
    expect(tenth.heard()).toContain("a 1\n");
  });

  test("asks once: what comes after isn't heard, and a hundred that come and go leave room for the next", async () => {
    const { url } = serve(async () => "a 1\n");
    for (let count = 0; count < 100; count++) {
      const one = await connect(url);
      one.say(ASK + ASK);
      await one.over;
      expect(one.heard().split("200 OK")).toHaveLength(2);
    }
    expect((await fetch(url)).status).toBe(200);
  });
});

/** A connection that asks and then takes nothing in. */
async function stalled(url: string): Promise<{ received: () => number; over: Promise<void> }> {
  const { createConnection } = await import("node:net");
  const over = Promise.withResolvers<void>();
  const socket = createConnection({ host: "127.0.0.1", port: Number(new URL(url).port) });
  socket.once("connect", () => {
    socket.pause();
    socket.write(ASK);
  });
  socket.on("close", () => over.resolve());
  socket.on("error", () => over.resolve());
  open.push({ close: () => socket.destroy() });
  await Bun.sleep(20);
  setTimeout(() => socket.resume(), 200); // so that it notices its end
  return { received: () => socket.bytesRead, over: over.promise };
}
