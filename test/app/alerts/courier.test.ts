import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/ambient/clock.ts";
import { systemTimers } from "../../../src/ambient/timers.ts";
import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { AlertMessage } from "../../../src/app/alerts/alert-book.ts";
import { Courier, type CourierParts, QUEUE_LIMIT } from "../../../src/app/alerts/courier.ts";
import { after, time } from "../../../src/market/units.ts";
import { Webhook } from "./webhook.ts";

const START = time(Date.UTC(2026, 10, 18, 17));

let hook: Webhook;
let clock: VirtualTime;
let ends: string[];
let troubles: string[];
beforeEach(() => {
  hook = new Webhook();
  clock = new VirtualTime(START);
  ends = [];
  troubles = [];
});
afterEach(() => hook.close());

function courier(more: Partial<CourierParts> = {}): Courier {
  return new Courier({
    url: hook.url,
    written: ({ text }) => ({ headers: { "content-type": "text/plain" }, body: text }),
    clock,
    timers: clock,
    fetch: hook.fetch,
    done: ({ text }, result, why) => ends.push(`${text} ${result}${why === "" ? "" : `: ${why}`}`),
    trouble: (why) => troubles.push(why),
    ...more,
  });
}

function message(text: string, more: Partial<AlertMessage> = {}): AlertMessage {
  return { id: "drift", what: "raised", severity: "critical", text, suppressed: 0, at: clock.now(), ...more };
}

/** Lets so much time pass, and whatever reaches the webhook be answered. */
async function pass(ms: number): Promise<void> {
  await hook.quiet();
  const until = after(clock.now(), ms);
  while (clock.now() < until) {
    clock.runUntil(after(clock.now(), Math.min(500, until - clock.now())));
    await hook.quiet();
  }
}

const bodies = () => hook.received.map(({ body }) => body);

test("messages go one after another, in their order", async () => {
  const sending = courier();
  for (const text of ["one", "two", "three"]) sending.send(message(text));
  await pass(0);
  expect(bodies()).toEqual(["one", "two", "three"]);
  expect(ends).toEqual(["one delivered", "two delivered", "three delivered"]);
  expect(hook.received[0]).toMatchObject({ path: "/hidden/place", headers: { "content-type": "text/plain" } });
});

test("a webhook that fails is tried again after 1, 2, 4 and more seconds, and said once to fail", async () => {
  hook.answer = (count) => new Response("no", { status: count <= 4 ? 503 : 200 });
  const sending = courier();
  sending.send(message("one"));
  sending.send(message("two"));
  const at: number[] = [];
  for (let second = 0; second < 40; second++) {
    const before = hook.received.length;
    await pass(second === 0 ? 0 : 1_000);
    if (hook.received.length > before) at.push(second);
  }
  expect(at).toEqual([0, 1, 3, 7, 15]);
  expect(bodies()).toEqual(["one", "one", "one", "one", "one", "two"]);
  expect(ends).toEqual(["one delivered", "two delivered"]);
  expect(troubles).toEqual(["the webhook answers 503"]);
});

test.each([
  ["in seconds", () => new Response("", { status: 429, headers: { "retry-after": "30" } })],
  [
    "as a date",
    () => new Response("", { status: 429, headers: { "retry-after": new Date(START + 30_000).toUTCString() } }),
  ],
  [
    "in Discord's body",
    () => Response.json({ message: "You are being rate limited.", retry_after: 29.5, global: false }, { status: 429 }),
  ],
])("a webhook that asks for patience %s is left in peace so long", async (_, refusal) => {
  hook.answer = (count) => (count === 1 ? refusal() : new Response("ok"));
  const sending = courier();
  sending.send(message("one"));
  await pass(29_000);
  expect(bodies()).toHaveLength(1);
  await pass(2_000);
  expect(ends).toEqual(["one delivered"]);
});

test.each([400, 401, 403, 404, 410, 301])("what is answered with %i isn't tried again", async (status) => {
  hook.answer = (count) =>
    new Response("", { status: count === 1 ? status : 200, headers: { location: "/elsewhere" } });
  const sending = courier();
  sending.send(message("one"));
  sending.send(message("two"));
  await pass(0);
  expect(ends).toEqual([`one abandoned: the webhook answers ${status}`, "two delivered"]);
  expect(hook.received.every(({ path }) => path === "/hidden/place")).toBe(true);
});

test("of more than it keeps, what is least grave and oldest goes", async () => {
  hook.answer = () => new Response("", { status: 500 });
  const sending = courier();
  sending.send(message("first"));
  await pass(0);
  sending.send(message("news", { severity: "info" }));
  for (let count = 0; count < QUEUE_LIMIT; count++) sending.send(message(`grave ${count}`));
  expect(sending.waiting).toBe(QUEUE_LIMIT);
  expect(ends).toEqual([
    `news abandoned: more than ${QUEUE_LIMIT} messages wait`,
    `first abandoned: more than ${QUEUE_LIMIT} messages wait`,
  ]);
});

test("news of six hours ago is none", async () => {
  const sending = courier();
  sending.send(message("old", { at: START - 6 * 3_600_000 - 1 }));
  await pass(0);
  expect(ends).toEqual(["old abandoned: it is old"]);
  expect(bodies()).toEqual([]);
});

describe("at the end", () => {
  const real = { clock: systemClock, timers: systemTimers };

  test("what waits for another try is tried at once", async () => {
    hook.answer = (count) => new Response("", { status: count < 5 ? 500 : 200 });
    const sending = courier();
    sending.send(message("one"));
    await pass(10_000); // the fourth failure is past, and the next try is at 15 s
    expect(bodies()).toHaveLength(4);
    const flushed = sending.flush(3_000);
    await hook.quiet();
    await flushed;
    expect(ends).toEqual(["one delivered"]);
  });

  test("a webhook that hangs holds nobody longer than was said, and what is left is named", async () => {
    const hanging = Promise.withResolvers<Response>();
    hook.answer = () => hanging.promise;
    const sending = courier({ ...real, fetch });
    sending.send(message("one", { at: systemClock.now() }));
    await sending.flush(150);
    sending.close();
    expect(ends).toEqual(["one abandoned: the program has ended"]);
    hanging.resolve(new Response("ok"));
  });

  test("nothing is waited for when nothing is left", async () => {
    await courier().flush(1_000_000);
  });
});

test("a webhook that hangs is given up after 5 s and tried again", async () => {
  const hanging = Promise.withResolvers<Response>();
  hook.answer = (count) => (count === 1 ? hanging.promise : new Response("ok"));
  const sending = courier({ fetch }); // not the one that waits for answers
  sending.send(message("one"));
  while (hook.received.length === 0) await Bun.sleep(1);
  clock.runUntil(after(clock.now(), 5_000));
  await Bun.sleep(5);
  expect(troubles).toEqual(["no answer in 5000 ms"]);
  clock.runUntil(after(clock.now(), 1_000));
  while (ends.length === 0) await Bun.sleep(1);
  expect(ends).toEqual(["one delivered"]);
  hanging.resolve(new Response("ok"));
});

test("nothing that it says has the address, nor what it sends", async () => {
  const where = hook.url;
  await hook.close();
  const sending = courier({ fetch });
  sending.send(message(`refused by ${where}`));
  while (troubles.length === 0) await Bun.sleep(1);
  sending.close();
  expect([...troubles, ...ends.map((text) => text.replace(`refused by ${where} `, ""))].join()).not.toContain("hidden");
  hook = new Webhook();
  courier({ fetch: hook.fetch }).send(message(`refused by ${hook.url}`));
  await pass(0);
  expect(bodies()).toEqual(["refused by [redacted]"]);
});
