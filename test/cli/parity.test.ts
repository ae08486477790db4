import { afterAll, beforeAll, expect, test } from "vitest";
import type { Gates } from "../../src/app/parity/gates.ts";
import type { ParityReport } from "../../src/app/parity/parity.ts";
import { type Played, played } from "../app/parity/played-session.ts";
import { tauroi } from "./tape-commands.ts";

let session: Played;
beforeAll(async () => {
  session = await played(4, { profile: "fixed-3c", duration: "12m" });
});
afterAll(() => session.remove());

test("a session that comes to the same exits 0, and says so in words and as JSON", async () => {
  const { code, out } = await tauroi("parity", session.state);
  expect([code, out.split("\n")[0]]).toEqual([0, session.state]);
  expect(out).toContain(`equal: ${session.log.fills.length} fills, net $`);
  const json = await tauroi("parity", session.state, "--json");
  const { journals } = JSON.parse(json.out) as { journals: readonly (ParityReport & { journal: string })[] };
  expect(journals).toMatchObject([
    { journal: session.state, verdict: "equal", left_out: [], sessions: [{ session: 1 }] },
  ]);
  for (const line of out.split("\n").slice(1)) expect(line.length).toBeLessThanOrEqual(140);
});

test("slower requests exit 1, and each difference is told with what it costs", async () => {
  const { code, out } = await tauroi("parity", session.state, "--latency-scale", "40");
  expect(code).toBe(1);
  expect(out).toContain("each request 40 times as long under way");
  expect(out).toContain("DIFFERENT latency, requests 40 times as long under way (the middle one ");
  expect(out).toMatch(/: \d+ filled, \d+ predicted \((missing|extra|another time), latency\), [+-]\$\d+\.\d{4}/);
});

test("gates are judged of all sessions, and can't be asked of some", async () => {
  const gates = await tauroi("parity", session.state, "--gates", "--json");
  expect(gates.code).toBe(0);
  expect(JSON.parse(gates.out) as Gates).toMatchObject({ verdict: "wait", live: false, sessions: 1, left_out: 0 });
  expect((await tauroi("parity", session.state, "--gates")).out).toContain("WAIT: ");
  for (const [words, problem] of [
    [["--gates", "--session", "1"], "they judge all sessions"],
    [["--gates", "--latency-scale", "2"], "without --latency-scale"],
    [["--session", "7"], "has no such session; it has 1 to 1"],
    [["--latency-scale", "0"], "a number above 0"],
    [["--gates", `${session.state}/journal.sqlite`], "is in "],
  ] as const) {
    const { code, out, err } = await tauroi("parity", session.state, ...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(problem);
  }
  expect((await tauroi("parity", `${session.state}/none`)).code).toBe(2);
});
