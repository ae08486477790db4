import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import type { FillsResult } from "../../../src/app/parity/fills-result.ts";
import {
  chanceOfEverNegative,
  chanceOfFewFills,
  chanceOfLoss,
  chanceOfNegativeMean,
} from "../../../src/app/parity/gate-chances.ts";
import { GATES, type GateName, type Gates, gatesOf } from "../../../src/app/parity/gates.ts";
import { gatesText } from "../../../src/app/parity/gates-text.ts";
import type { OrderDifference } from "../../../src/app/parity/order-differences.ts";
import type { SessionParity } from "../../../src/app/parity/parity.ts";

const result = (given: Partial<FillsResult>): FillsResult => ({
  fills: 0,
  contracts: 0,
  gross_usd: 0,
  fees_usd: 0,
  net_usd: 0,
  markout_5m_cents: null,
  markout_1h_cents: null,
  judged_1h: 0,
  judged_1h_contracts: 0,
  ...given,
});

const difference = (cause: OrderDifference["cause"]): OrderDifference => ({
  client_order_id: "tauroi-x-1",
  ticker: "T",
  side: "bid",
  price_cents: 40,
  at: 0,
  session_contracts: 1,
  predicted_contracts: 0,
  cause,
  net_usd: 0,
});

function session(told: Partial<FillsResult>, more: Partial<SessionParity> = {}): SessionParity {
  const none = result({});
  return {
    session: 1,
    epoch: "e1",
    kind: "live",
    account: "an account",
    event: "E",
    profile: "documented",
    order_size: 1,
    values: {},
    program: "tauroi",
    latency_scale: 1,
    request_ms: { session: 100, compared: 100 },
    replay: { inputs: 1, commands: 1, mismatches: 0 },
    told: result(told),
    predicted: { touch: none, book: none, book_public: none, through: none },
    through_came: 0,
    contracts: [],
    sooner: 0,
    differences: [],
    difference_usd: 0,
    verdict: "equal",
    ...more,
  };
}

const through = (fills: number): SessionParity["predicted"] => ({
  ...session({}).predicted,
  through: result({ fills }),
});

/** The gates of sessions that hand nothing on to each other. */
function judged(sessions: readonly SessionParity[], leftOut = 0): Gates {
  return gatesOf({ sessions, netUsd: sessions.reduce((sum, { told }) => sum + told.net_usd, 0), leftOut });
}

function verdictOf(name: GateName, ...sessions: readonly SessionParity[]): string {
  return judged(sessions).gates.find(({ gate }) => gate === name)!.verdict;
}

describe("each gate, at its threshold and on both sides of it", () => {
  test("fills of those that `through` predicts", () => {
    const of = (came: number, predicted: number, fills = came) =>
      verdictOf("through", session({ fills }, { predicted: through(predicted), through_came: came }));
    expect([of(0, 39), of(19, 39)]).toEqual(["wait", "wait"]);
    expect([of(19, 40), of(20, 40), of(21, 40)]).toEqual(["stop", "go", "go"]);
    expect([of(49, 99), of(50, 99)]).toEqual(["stop", "go"]);
    expect(of(19, 40, 1_000)).toBe("stop"); // others than those predicted say nothing
  });

  test("the markout of an hour", () => {
    const of = (cents: number, judged: number) =>
      verdictOf("markout-1h", session({ markout_1h_cents: cents, judged_1h: judged, judged_1h_contracts: judged }));
    expect([of(-5, 299), of(5, 299)]).toEqual(["wait", "wait"]);
    expect([of(-0.001, 300), of(0, 300), of(0.001, 300)]).toEqual(["stop", "go", "go"]);
  });

  test("sums that meet a threshold are on it, however they were added up", () => {
    const of = (cents: number, contracts: number) =>
      session({ markout_1h_cents: cents, judged_1h: 150, judged_1h_contracts: contracts });
    expect(-0.1 * 3 + 0.3).toBeLessThan(0);
    expect(verdictOf("markout-1h", of(-0.1, 3), of(0.3, 1))).toBe("go");
    expect(-0.2 - 20.9 - 3.9).toBeGreaterThan(-25);
    expect(verdictOf("loss", ...[-0.2, -20.9, -3.9].map((net_usd) => session({ net_usd })))).toBe("stop");
  });

  test("the markout is that of all contracts, whatever session they are of", () => {
    const one = session({ markout_1h_cents: -1, judged_1h: 200, judged_1h_contracts: 200 });
    const large = (cents: number) => session({ markout_1h_cents: cents, judged_1h: 100, judged_1h_contracts: 500 });
    expect(verdictOf("markout-1h", one, large(0.39))).toBe("stop");
    expect(verdictOf("markout-1h", one, large(0.41))).toBe("go");
  });

  test("what public data don't explain", () => {
    const of = (count: number, fills: number, cause: OrderDifference["cause"] = "untold") =>
      verdictOf(
        "unexplained",
        session({ fills }, { differences: Array.from({ length: count }, () => difference(cause)) }),
      );
    expect(of(29, 29)).toBe("wait");
    expect([of(3, 30), of(4, 30)]).toEqual(["go", "stop"]);
    expect([of(10, 100, "unfilled"), of(11, 100, "unfilled")]).toEqual(["go", "stop"]);
    expect(of(100, 100, "queue")).toBe("go"); // which nobody can know
  });

  test("the loss, by the largest order size", () => {
    const of = (net: number, size: number) => verdictOf("loss", session({ net_usd: net }, { order_size: size }));
    expect([of(-24.99, 1), of(-25, 1), of(-25.01, 1)]).toEqual(["go", "stop", "stop"]);
    expect([of(-124.99, 5), of(-125, 5)]).toEqual(["go", "stop"]);
    expect(gatesOf({ sessions: [session({})], netUsd: -25, leftOut: 0 }).verdict).toBe("stop"); // of no session's own fills
    expect(verdictOf("loss", session({ net_usd: -60 }, { order_size: 5 }), session({ net_usd: -65 }))).toBe("stop");
  });

  test("an engine that answers otherwise stops at once", () => {
    const replay = { inputs: 9, commands: 9, mismatches: 1 };
    expect([verdictOf("replay", session({})), verdictOf("replay", session({}), session({}, { replay }))]).toEqual([
      "go",
      "stop",
    ]);
  });
});

describe("all gates together", () => {
  const good = session(
    { fills: 400, net_usd: 3, markout_1h_cents: 2, judged_1h: 380, judged_1h_contracts: 380 },
    { predicted: through(100), through_came: 98 },
  );

  test("go when each says so, stop when any does, else wait", () => {
    expect(judged([good])).toMatchObject({ verdict: "go", live: true, sessions: 1 });
    expect(judged([session({})])).toMatchObject({ verdict: "wait" });
    expect(judged([good, session({ net_usd: -100 })])).toMatchObject({ verdict: "stop" });
    expect(gatesText(judged([good]))).toContain("GO: ");
    expect(gatesText(judged([session({})]))).toContain("WAIT: ");
  });

  test("a session that can't be judged keeps them from saying go, and never from saying stop", () => {
    expect(judged([good], 1).verdict).toBe("wait");
    expect(judged([session({ net_usd: -100 })], 1).verdict).toBe("stop");
    expect(gatesText(judged([good], 1))).toContain("1 sessions can't be judged");
  });

  test("sessions without real orders are a rehearsal, which begins nothing", () => {
    const gates = judged([{ ...good, kind: "paper" }]);
    expect(gates).toMatchObject({ live: false, verdict: "go" });
    expect(gatesText(gates)).toContain("rehearsal");
    expect(gatesText(gates)).not.toContain("may begin");
  });

  test("sessions that aren't alike never go together", () => {
    const changes = { kind: "dry-run", account: "another", profile: "another", program: "another" } as const;
    for (const [name, value] of Object.entries(changes)) {
      const gates = judged([good, { ...good, [name]: value }]);
      expect(gates).toMatchObject({ verdict: "wait", mixed: [name] });
      expect(gatesText(gates)).toContain(`aren't all of one ${name}`);
      expect(gates.differing.map((each) => each.name)).toEqual([name]);
    }
    expect(judged([good, { ...good, order_size: 2 }]).verdict).toBe("go"); // a step of the ramp
  });

  test("nor do those of one profile's name whose values aren't the same: each that differs is told, with where it is what", () => {
    const of = (number: number, values: SessionParity["values"]): SessionParity => ({
      ...good,
      session: number,
      values,
    });
    const alike = { z_pull: [3], on_cross: ["skip"] };
    expect(judged([of(1, alike), of(2, { on_cross: ["skip"], z_pull: [3] })])).toMatchObject({
      verdict: "go",
      mixed: [],
    });
    const gates = judged([of(1, alike), of(2, { ...alike, z_pull: [4] }), of(3, alike)]);
    expect(gates).toMatchObject({
      verdict: "wait",
      mixed: ["profile"],
      differing: [
        {
          name: "z_pull",
          values: [
            { value: 3, sessions: ["session 1", "session 3"] },
            { value: 4, sessions: ["session 2"] },
          ],
        },
      ],
    });
    expect(gatesText(gates)).toContain("z_pull: 3 in session 1 and session 3; 4 in session 2");
  });

  test("nor one by itself in which a value was set: it is no evidence for either", () => {
    const gates = judged([{ ...good, values: { z_pull: [3, 4], on_cross: ["skip"] } }]);
    expect(gates).toMatchObject({ verdict: "wait", mixed: ["profile"], differing: [{ name: "z_pull" }] });
    expect(judged([{ ...good, net_usd: -100 } as SessionParity, { ...good, values: { z_pull: [4] } }]).mixed).toEqual([
      "profile",
    ]);
  });

  test("a value that only some have, as those of another version, differs", () => {
    const gates = judged([
      { ...good, values: { z_pull: [3] } },
      { ...good, session: 2, values: {} },
    ]);
    expect(gates.differing).toEqual([
      {
        name: "z_pull",
        values: [
          { value: 3, sessions: ["session 1"] },
          { value: null, sessions: ["session 2"] },
        ],
      },
    ]);
  });

  test("names that tell only of what a step of the ramp changes are one profile's", () => {
    const names = ["best (changed) (first session)", "best (first session)", "best (changed)", "best"];
    expect(judged(names.map((profile) => ({ ...good, profile })))).toMatchObject({ verdict: "go", mixed: [] });
    expect(judged([good, { ...good, profile: "best (changed)" }])).toMatchObject({
      verdict: "wait",
      mixed: ["profile"],
    });
  });
});

describe("the chances behind the gates", () => {
  test("few fills: as drawing shows", () => {
    const random = Random.seeded(5);
    const draws = 4_000;
    let few = 0;
    for (let draw = 0; draw < draws; draw += 1) {
      let came = 0;
      for (let fill = 0; fill < 40; fill += 1) came += random.chance(0.55) ? 1 : 0;
      if (came < 20) few += 1;
    }
    expect(Math.abs(few / draws - chanceOfFewFills(40, 0.5, 0.55))).toBeLessThan(0.03); // four standard errors
    expect(chanceOfFewFills(3, 0.5, 0.5)).toBeCloseTo(0.5, 12); // none or one of three
  });

  test("a negative mean: as drawing fills in clusters shows, at once and ever", () => {
    const random = Random.seeded(6);
    // Half of the variance is of groups of four: the variance of a mean is 1 + 3/2 times that of independent fills.
    const noise = { deviation: 12, clustering: 2.5 };
    const [cents, draws] = [1.5, 1_500];
    let [atOnce, ever] = [0, 0];
    for (let draw = 0; draw < draws; draw += 1) {
      let sum = 0;
      let wasNegative = false;
      for (let group = 1; group <= 750; group += 1) {
        const common = random.normal(0, 12 * Math.SQRT1_2);
        for (let fill = 0; fill < 4; fill += 1) sum += cents + common + random.normal(0, 12 * Math.SQRT1_2);
        if (group === 75 && sum < 0) atOnce += 1;
        if (group >= 75 && sum < 0) wasNegative = true;
      }
      if (wasNegative) ever += 1;
    }
    expect(Math.abs(atOnce / draws - chanceOfNegativeMean(cents, 300, noise))).toBeLessThan(0.03);
    // Looks are at whole fills, not at every moment: a little less often than the formula has it.
    expect(Math.abs(ever / draws - chanceOfEverNegative(cents, 300, noise))).toBeLessThan(0.05);
    expect(chanceOfEverNegative(-1, 300, noise)).toBe(1);
  });

  test("a loss: as drawing results one after the other shows", () => {
    const random = Random.seeded(7);
    const noise = { deviation: 40, clustering: 0.5 };
    for (const cents of [-1, 0.5]) {
      const draws = 1_500;
      let lost = 0;
      for (let draw = 0; draw < draws; draw += 1) {
        let net = 0;
        let lowest = 0;
        for (let contract = 0; contract < 900; contract += 1) {
          net += cents + random.normal(0, 40 * Math.SQRT1_2);
          lowest = Math.min(lowest, net);
        }
        if (lowest <= -1_000) lost += 1;
      }
      expect(Math.abs(lost / draws - chanceOfLoss(1_000, cents, 900, noise))).toBeLessThan(0.05);
    }
  });

  test("the page states the gates and the chances as they are", () => {
    const page = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "going-live.md"), "utf8");
    const percent = (chance: number): string =>
      chance < 0.0001 ? "< 0.01%" : `${(100 * chance).toFixed(chance < 0.01 ? 2 : 1)}%`;
    const { through: few, markout, loss, unexplained } = GATES;
    expect(page).toContain(
      `| \`through\` | fewer than ${few.share} of the fills that \`through\` predicts | ${few.leastPredicted} predicted |`,
    );
    expect(page).toContain(
      `| \`markout-1h\` | a mean below ${markout.cents} c a contract | ${markout.leastFills} fills an hour old |`,
    );
    expect(page).toContain(
      `| \`loss\` | a net of ${loss.usdPerContract} $ or less for each contract of the largest order size | the first session |`,
    );
    expect(page).toContain(
      `| \`unexplained\` | orders that public data explain otherwise: more than ${unexplained.share} of the fills | ${unexplained.leastFills} fills |`,
    );
    for (const truth of [0.8, 0.7, 0.6, 0.5, 0.4, 0.3]) {
      expect(page).toContain(`| ${truth} | ${percent(chanceOfFewFills(few.leastPredicted, few.share, truth))} |`);
    }
    const [weather, music] = [
      { deviation: 24, clustering: 1.25 },
      { deviation: 12, clustering: 1.7 },
    ];
    for (const cents of [3, 2, 1, 0, -1, -2, -3]) {
      const cells = [weather, music].flatMap((noise) => [
        percent(chanceOfNegativeMean(cents, markout.leastFills, noise)),
        percent(chanceOfEverNegative(cents, markout.leastFills, noise)),
      ]);
      expect(page).toContain(`| ${cents} c | ${cells.join(" | ")} |`);
    }
    const held = { deviation: 48, clustering: 0.35 };
    for (const cents of [2, 1, 0, -1, -2, -3]) {
      const cells = [300, 1_000, 3_000].map((contracts) =>
        percent(chanceOfLoss(-100 * loss.usdPerContract, cents, contracts, held)),
      );
      expect(page).toContain(`| ${cents} c | ${cells.join(" | ")} |`);
    }
  });
});
