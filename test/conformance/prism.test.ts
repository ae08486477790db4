import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quantity } from "../../src/market/units.ts";
import { createOrderGroup, triggerOrderGroup } from "../../src/venue/kalshi/rest/order-groups.ts";
import { hasDescription } from "./description.ts";
import { NEEDED } from "./endpoints.ts";
import type { Judged } from "./judged-exchange.ts";
import { create, FORGED, type JudgedSession, openJudgedSession, type RawRequest } from "./judged-session.ts";
import { lookAround, lookBack } from "./our-reading.ts";
import { trade } from "./our-trading.ts";
import { A } from "./quiet-exchange.ts";
import { refusals, refusalsAfter } from "./refusals.ts";

const ORDERS = "/portfolio/events/orders";

/** Answers whose status the description doesn't give for the endpoint, and why they are given nevertheless. */
const UNDESCRIBED: Readonly<Record<string, string>> = {
  [`DELETE ${ORDERS} 403`]: "some accounts may not cancel everything at once",
  [`DELETE ${ORDERS} 409`]: "while the exchange is paused nothing is carried out",
  [`DELETE ${ORDERS}/{order_id} 403`]: "an account whose location attestation has lapsed can't cancel",
  [`DELETE ${ORDERS}/{order_id} 409`]: "while the exchange is paused nothing is carried out",
  [`POST ${ORDERS}/{order_id}/amend 409`]: "while trading or the market is paused nothing is changed",
  [`POST ${ORDERS}/{order_id}/decrease 409`]: "while trading or the market is paused nothing is changed",
};
const isUndescribed = (name: string): boolean => name.endsWith(" 429") || name in UNDESCRIBED; // tokens are for every endpoint
const STATUS = /^response: Unable to match the returned status code/;

const nameOf = ({ method, route, status }: Judged): string => `${method} ${route} ${status}`;

describe.skipIf(!hasDescription)("by an outside judge, with the exchange's description (needs ../shared/spec)", () => {
  let session: JudgedSession;
  /** The first request of each endpoint that our client sent and the exchange carried out. */
  const carriedOut = new Map<string, Judged>();

  beforeAll(async () => {
    session = await openJudgedSession();
  }, 120_000);
  afterAll(() => session?.close());

  /** All that was judged so far; beside statuses that are known not to be described, nothing may be wrong with any of it. */
  const approve = (): readonly Judged[] => {
    const { judged } = session.judge;
    const wrong = judged.flatMap((each) => {
      const problems = each.problems.filter((problem) => !(STATUS.test(problem) && isUndescribed(nameOf(each))));
      return problems.length > 0 ? [{ request: `${each.method} ${each.target} ${each.body}`, problems }] : [];
    });
    expect(wrong).toEqual([]);
    return judged;
  };
  const ours = async (journey: (session: JudgedSession) => Promise<void>): Promise<void> => {
    const from = session.judge.judged.length;
    await journey(session);
    for (const each of approve().slice(from)) {
      const endpoint = `${each.method} ${each.route}`;
      if (each.status! < 300 && !carriedOut.has(endpoint)) carriedOut.set(endpoint, each);
    }
  };
  const repeat = ({ method, target, body }: Judged, key?: RawRequest["key"]): Promise<Judged> => {
    return session.raw({ method, target, body, ...(key !== undefined && { key }) });
  };

  it("our client trades: every request and every answer is as described", () => ours(trade));

  it("our client looks around: every request and every answer is as described", () => ours(lookAround));

  it("what is refused is refused as described", async () => {
    const { client, exchange, raw } = session;
    const triggeredGroup = await client.write(createOrderGroup({ limit: quantity(500) }));
    await client.write(triggerOrderGroup(triggeredGroup));
    const clientOrderId = "stays-on-a-pause";
    const body = create("bid", "0.4000", "10", { client_order_id: clientOrderId });
    const { order_id: orderId } = JSON.parse((await raw({ method: "POST", target: ORDERS, body })).answer);
    const standing = { orderId, clientOrderId, triggeredGroup };
    for (const [status, request] of refusals(standing)) {
      expect((await raw(request)).status, `${request.method} ${request.target}`).toBe(status);
    }
    for (const { control, values, refusals: refused, undo } of refusalsAfter(standing)) {
      await exchange.control(control, values);
      for (const [status, request] of refused) {
        expect((await raw(request)).status, `${control}: ${request.method} ${request.target}`).toBe(status);
      }
      await exchange.control(...undo);
    }
    approve();
  });

  it("our client looks back: every request and every answer is as described", () => ours(lookBack));

  it("a signature by another key is refused with 401 wherever one is asked for", async () => {
    const signed = [...carriedOut.values()].filter(({ method, route }) => session.description.isSigned(method, route!));
    expect(signed.length).toBeGreaterThan(25);
    for (const each of signed) expect((await repeat(each, FORGED)).status).toBe(401);
    approve();
  });

  it.each([
    ["a failure inside the exchange is a 500", "500-before", 500],
    ["one request too many is a 429", "429", 429],
  ])("%s, wherever it happens", async (_, fault, status) => {
    await session.exchange.setFaults([`${fault}=1`]);
    for (const each of carriedOut.values()) {
      expect((await repeat(each)).status).toBe(status);
    }
    await session.exchange.setFaults([]);
    approve();
  });

  it("the judge finds what is wrong: in a request, which then isn't sent on, and in an answer", async () => {
    const { judge, raw } = session;
    const from = judge.judged.length;
    const get = (target: string) => raw({ method: "GET", target });
    const stopped: readonly (readonly [problem: RegExp, request: RawRequest])[] = [
      [/'postonly'/, { method: "POST", target: ORDERS, body: create("bid", "0.4000", "1", { postonly: true }) }],
      [/'price'/, { method: "POST", target: ORDERS, body: { ...create("bid", "0", "1"), price: undefined } }],
      [/side/, { method: "POST", target: ORDERS, body: { ...create("bid", "0.4000", "1"), side: "buy" } }],
      [/'market'/, { method: "DELETE", target: `${ORDERS}/batched`, body: { orders: [{ order_id: "o", market: A }] } }],
      [/limit/, { method: "GET", target: "/portfolio/orders?limit=1001" }],
      [/security/, { method: "GET", target: "/portfolio/orders", key: null }],
      [/route/i, { method: "POST", target: "/portfolio/orders", body: {} }],
    ];
    for (const [problem, request] of stopped) {
      const { status, problems } = await raw(request);
      expect([status, problems.join()]).toEqual([undefined, expect.stringMatching(problem)]);
    }
    expect((await get("/markets?colour=red")).problems).toEqual(["query parameter colour is not described"]);

    const changed: readonly (readonly [problem: RegExp, change: (market: Record<string, unknown>) => object])[] = [
      [/'close_time'/, ({ close_time: _, ...rest }) => rest],
      [/yes_bid_dollars/, (market) => ({ ...market, yes_bid_dollars: 0.4 })],
      [/status/, (market) => ({ ...market, status: "asleep" })],
    ];
    for (const [problem, change] of changed) {
      judge.tamper = (body) => JSON.stringify({ market: change(JSON.parse(body).market) });
      const { status, problems } = await get(`/markets/${A}`);
      expect([status, problems.join()]).toEqual([200, expect.stringMatching(problem)]);
    }
    judge.tamper = (body) => JSON.stringify({ ...JSON.parse(body), new_field: 1 }); // answers may say more
    expect((await get(`/markets/${A}`)).problems).toEqual([]);
    judge.judged.length = from;
  });

  it("all of this was covered", () => {
    const statuses = new Map<string, Set<number>>();
    for (const each of approve()) {
      const of = statuses.getOrInsertComputed(`${each.method} ${each.route}`, () => new Set());
      of.add(each.status!);
    }
    const lines = [...statuses].map(([endpoint, of]) => {
      const described = session.description.statuses(endpoint);
      const marked = [...of].sort().map((status) => (described.includes(String(status)) ? status : `(${status})`));
      return `  ${endpoint}: ${marked.join(" ")}`;
    });
    const title = `${statuses.size} endpoints, with the statuses they answered (in brackets: not described)`;
    process.stdout.write(`${title}\n${lines.sort().join("\n")}\n`);
    expect(NEEDED.filter((endpoint) => !carriedOut.has(endpoint))).toEqual([]);
    const answered = new Set(session.judge.judged.map(nameOf));
    expect(Object.keys(UNDESCRIBED).filter((name) => !answered.has(name))).toEqual([]);
  });
});
