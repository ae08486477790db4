import { afterEach, describe, expect, test } from "vitest";
import { expectAgreement } from "./agreement.ts";
import { type HarnessOptions, LiveHarness } from "./live-harness.ts";

let harness: LiveHarness;
afterEach(() => harness.close());

async function opened(options: HarnessOptions = {}): Promise<LiveHarness> {
  harness = new LiveHarness(options);
  await harness.open();
  return harness;
}

/** Quotes one contract far from the market: rests for long, and is renewed. */
const PATIENT = { halfSpreadCents: 8, maxHalfSpreadCents: 8, orderSize: 1 };

describe("the order group", () => {
  test("that a burst of fills triggers is followed by a new one, and quoting goes on", async () => {
    await opened({ flags: { orderSize: 2, duration: "100s" } });
    await harness.play();
    expectAgreement(harness);
    const groups = harness.exchange.groups.list(harness.account);
    expect(groups.filter(({ triggered }) => triggered).length).toBeGreaterThan(0);
    expect(groups.at(0)?.triggered === false || groups.at(-1)?.triggered === false || groups.length > 2).toBe(true);
    expect(harness.notices.map(({ code }) => code)).toContain("order-group");
    const used = new Set(
      harness.exchange
        .records(harness.account)
        .orders()
        .map(({ orderGroupId }) => orderGroupId),
    );
    expect(used.size).toBeGreaterThan(1);
  });

  test("that another hand triggers has taken the account: all quoting ends, and the run", async () => {
    await opened({ flags: { ...PATIENT, duration: "60s" } });
    await harness.pass(8_000);
    const [group] = harness.exchange.groups.list(harness.account);
    await harness.control("trigger-group", { order_group_id: group!.orderGroupId });
    const before = harness.exchange.records(harness.account).orders().length;
    expect(await harness.play()).toMatchObject({
      reason: "taken",
      text: expect.stringContaining("order group was triggered"),
    });
    expect(harness.exchange.records(harness.account).orders().length).toBe(before);
    expect(harness.exchange.resting(harness.account)).toEqual([]);
  });

  /** What the exchange has just done is undone: its answer is to say that it never was. */
  function unmakeGroup(): void {
    const made = harness.exchange.groups.list(harness.account).at(-1);
    if (made !== undefined) harness.exchange.groups.delete(harness.account, made.orderGroupId, harness.time.now());
  }

  test.each([500, 409])(
    "that can't be made for now (%d): nothing is placed until there is one, and it is said",
    async (status) => {
      let isRefused = true;
      await opened({
        flags: { ...PATIENT, duration: "150s" },
        tamper(answer, { method, url }) {
          if (!isRefused || method !== "POST" || !url.endsWith("/order_groups/create")) return answer;
          unmakeGroup();
          const error = { code: "exchange_is_paused", message: "exchange is paused" };
          return Response.json({ error }, { status });
        },
      });
      await harness.pass(20_000);
      isRefused = false;
      expect(harness.exchange.records(harness.account).orders()).toEqual([]);
      expect(harness.notices).toContainEqual(
        expect.objectContaining({ code: "no-order-group", text: expect.stringContaining("nothing is placed") }),
      );
      await harness.play();
      expectAgreement(harness);
      const orders = harness.exchange.records(harness.account).orders();
      expect(orders.length).toBeGreaterThan(0);
      expect(orders.filter(({ orderGroupId }) => orderGroupId === undefined)).toEqual([]);
    },
  );

  test("that the exchange doesn't make for this account is done without, and it is said loudly", async () => {
    await opened({
      flags: { duration: "70s" },
      tamper(answer, { method, url }) {
        if (method !== "POST" || !url.endsWith("/order_groups/create")) return answer;
        unmakeGroup();
        return Response.json({ error: { code: "forbidden", message: "order groups: not here" } }, { status: 403 });
      },
    });
    await harness.play();
    expectAgreement(harness);
    expect(harness.notices).toContainEqual(expect.objectContaining({ severity: "critical", code: "no-order-group" }));
    expect(harness.of("placed").length).toBeGreaterThan(0);
    expect(harness.of("refused").filter(({ detail }) => detail.includes("order group"))).toEqual([]); // nor while it is asked for again
  });
});
