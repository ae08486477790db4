import { afterAll, beforeAll, expect, test } from "vitest";
import { trades } from "../../../../src/venue/kalshi/rest/trades.ts";
import { TRADE } from "./answers.ts";
import { clientOf, failure } from "./rest-session.ts";
import { type Reply, StandIn } from "./stand-in.ts";

let server: StandIn;
beforeAll(async () => {
  server = await StandIn.start();
});
afterAll(() => server.stop());

/** A page with trades of these ids, and where the next begins. */
function page(ids: readonly string[], cursor: string | null | undefined): Reply {
  return { status: 200, body: { trades: ids.map((trade_id) => ({ ...TRADE, trade_id })), cursor } };
}

const ids = (items: readonly { tradeId: string }[]) => items.map(({ tradeId }) => tradeId);

test("a list is read page by page, each cursor sent back as it came, until an empty one", async () => {
  server.replies(page(["a", "b"], "Cg+/=& 1"), page(["c"], "next"), page([], ""));
  expect(ids(await clientOf(server).all(trades({ ticker: "T" })))).toEqual(["a", "b", "c"]);
  expect(server.seen.map(({ url }) => url.searchParams.get("cursor"))).toEqual([null, "Cg+/=& 1", "next"]);
  for (const { url } of server.seen) expect(url.searchParams.get("ticker")).toBe("T");
  for (const { url } of server.seen) expect(url.searchParams.get("limit")).toBe("1000");
});

test.each([[null], [undefined], [""]])("the last page's cursor may be %o", async (cursor) => {
  server.replies(page(["a"], cursor));
  expect(ids(await clientOf(server).all(trades()))).toEqual(["a"]);
  expect(server.seen).toHaveLength(1);
});

test("pages are given out as they come, and no more is asked for than is taken", async () => {
  server.replies(page(["a"], "1"), page(["b"], "2"), page(["c"], ""));
  for await (const items of clientOf(server).pages(trades())) {
    if (ids(items).includes("b")) break;
  }
  expect(server.seen).toHaveLength(2);
});

test.each([
  ["the cursor just used", ["1", "1"]],
  ["an earlier one", ["1", "2", "3", "1"]],
])("a list that leads back to %s is incomplete", async (_, cursors) => {
  server.replies(...cursors.map((cursor) => page(["a"], cursor)));
  const error = await failure(clientOf(server).all(trades()));
  expect(error.kind).toBe("incomplete");
  expect(server.seen).toHaveLength(cursors.length);
});

test("a page that fails for good makes the whole list incomplete, and says why", async () => {
  server.replies(page(["a"], "1"), { status: 400, body: { error: { code: "bad_request" } } });
  const error = await failure(clientOf(server).all(trades()));
  expect(error.kind).toBe("incomplete");
  expect(error.status).toBe(400);
  expect(error.code).toBe("bad_request");
  expect(error.message).toContain("page 2 failed");
});

test("so does a page that can't be understood, and one that lacks its list", async () => {
  server.replies(page(["a"], "1"), { status: 200, body: { trades: [{ ...TRADE, count_fp: "many" }], cursor: "" } });
  expect((await failure(clientOf(server).all(trades()))).message).toContain("trades.0.count_fp");
  server.replies(page(["a"], "1"), { status: 200, body: { cursor: "" } });
  expect((await failure(clientOf(server).all(trades()))).kind).toBe("incomplete");
});

test("a page that fails in passing is read again", async () => {
  server.replies(page(["a"], "1"), { status: 503 }, { status: 429 }, page(["b"], ""));
  expect(ids(await clientOf(server).all(trades()))).toEqual(["a", "b"]);
});

test("a list given up stays given up", async () => {
  const controller = new AbortController();
  server.answer((_, index) => {
    if (index === 1) controller.abort();
    return page(["a"], String(index));
  });
  expect((await failure(clientOf(server).all(trades(), { signal: controller.signal }))).kind).toBe("aborted");
});
