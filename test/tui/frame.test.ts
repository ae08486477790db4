import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frame } from "../../tui/frame.ts";
import { lineWidth, plainText } from "../../tui/line.ts";
import { TABS, type ViewerState } from "../../tui/viewer-state.ts";
import { sampleContract, sampleQuote, sampleReason, sampleSide, sampleView } from "./sample-view.ts";
import { type SceneChange, sceneOf, textOf } from "./scene.ts";

const state: fc.Arbitrary<Partial<ViewerState>> = fc.record({
  tab: fc.constantFrom(...TABS),
  overlay: fc.constantFrom("none" as const, "detail" as const, "help" as const),
  firstRow: fc.nat(50),
  scroll: fc.nat(300),
  question: fc.constantFrom(null, { kind: "leave" } as const, { kind: "resume", ticker: null } as const),
});

/** Any scene of `contracts` contracts on a terminal of any size. */
const scene: fc.Arbitrary<SceneChange> = fc
  .record({
    contracts: fc.nat(40),
    number: fc.nat(100),
    columns: fc.oneof(fc.integer({ min: 40, max: 250 }), fc.integer({ min: 1, max: 39 })),
    rows: fc.oneof(fc.integer({ min: 10, max: 80 }), fc.integer({ min: 1, max: 9 })),
    state,
    phase: fc.constantFrom("open" as const, "gone" as const),
    waited: fc.nat(5_000),
    isAscii: fc.boolean(),
    readonly: fc.boolean(),
  })
  .map(({ contracts, number, columns, rows, phase, waited, ...rest }) => ({
    ...rest,
    view: sampleView({ contracts, frame: number }),
    size: { columns, rows },
    feed: { phase, now: waited, goneReason: "it closed the connection" },
  }));

describe("every frame", () => {
  it("has exactly the terminal's lines, none wider than it", () => {
    fc.assert(
      fc.property(scene, (change) => {
        const drawn = sceneOf(change);
        const lines = frame(drawn);
        expect(lines).toHaveLength(drawn.size.rows);
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(drawn.size.columns);
        if (drawn.isAscii) expect(lines.map(plainText).join("")).toMatch(/^[ -~]*$/);
      }),
      { numRuns: 300 },
    );
  });

  it("survives figures that are not known", () => {
    const blank = sampleContract({
      fairCents: null,
      sdCents: null,
      sigmaB: null,
      z: null,
      jumpProbability: null,
      halfSpreadCents: null,
      othersBidCents: null,
      othersAskCents: null,
      lastTradeCents: null,
      lastTradeAt: null,
      bid: sampleSide(null),
      ask: sampleSide(null),
      title: "",
    });
    for (const overlay of ["none", "detail"] as const) {
      for (const columns of [40, 80, 130]) {
        const text = textOf({
          view: sampleView({ change: { contracts: [blank] } }),
          size: { columns, rows: 30 },
          state: { overlay },
        }).join("\n");
        expect(text).toContain("BRU");
        expect(text).toContain("--");
        expect(text).not.toMatch(/null|undefined|NaN/);
      }
    }
  });
});

describe("at 80x24", () => {
  const lines = textOf();
  const text = lines.join("\n");

  it("says first whether it quotes, then what could be lost, then how true that is", () => {
    expect(lines[0]).toMatch(/^ PAPER {3}sim 60x {2}PARTLY QUOTING {2}3 of 10 contracts pulled/);
    expect(lines[1]).toMatch(/^P&L today +-\$3\.21 of -\$50\.00 .+worst +-\$30\.10 of -\$125\.00 +floor \+\$530\.22/);
    expect(lines[2]).toMatch(
      /^data <1 s old {2}reconciled ok <1 s ago {2}tokens +85\/100 {2}trip +45 ms {2}tauroi 0\.1\.0/,
    );
  });

  it("shows ten contracts at once, each with fair, market, ours, z, inventory, risk, state", () => {
    const { contracts } = sampleView();
    expect(contracts).toHaveLength(10);
    contracts.forEach((contract, index) => {
      const upper = lines[3 + 2 * index] ?? "";
      const lower = lines[4 + 2 * index] ?? "";
      expect(upper).toContain(contract.title.slice(0, 10));
      expect(upper).toContain(`${contract.fairCents?.toFixed(1)}±${contract.sdCents?.toFixed(1)}`);
      expect(upper).toContain(`${contract.othersBidCents}/${contract.othersAskCents}`);
      expect(upper).toMatch(/us .+skew.+risk .+%/);
      expect(lower).toMatch(/z +[+-]?\d\.\d\d .+│.+┃.+ inv +[+-]?\d+ \[.+┼.+\]/);
    });
    expect(lines[23]).toMatch(/^K KILL {2}p pull/);
  });

  it("marks the selected contract and no other", () => {
    expect(lines.filter((line) => line.startsWith("▶"))).toHaveLength(1);
    const selected = textOf({ state: { selected: "KXTOPMONTHLY-26NOV-TAY" } });
    expect(selected.find((line) => line.startsWith("▶"))).toContain("Taylor Swi");
  });

  it("gives each state its reason, and the countdown even where the reason is cut", () => {
    expect(text).toContain("wide: |z| 2.0 >= 1.8");
    expect(text).toContain("bid withheld: +17 contracts > 15");
    expect(text).toContain("pulled: |z| 2.7 >= 2.5, 14s +1");
    const long = sampleReason({ text: "a reason that goes on and on and on and on", until: sampleView().at + 65_000 });
    const view = sampleView({ change: { contracts: [sampleContract({ state: "pulled", reasons: [long] })] } });
    expect(textOf({ view, size: { columns: 40, rows: 10 } }).join("\n")).toMatch(/pulled: .*…, 1m05s/);
  });

  it("counts down between snapshots, by the engine's pace", () => {
    const reason = sampleReason({ until: sampleView().at + 60_000 });
    const contracts = [sampleContract({ state: "pulled", reasons: [reason] })];
    const shown = (speed: number) =>
      textOf({ view: sampleView({ change: { contracts, speed } }), feed: { now: 500 } }).join("\n");
    expect(shown(60)).toContain("30 s left");
    expect(shown(1)).toContain("1 m 00 s left");
  });

  it("shows orders in flight and of unknown fate by a sign", () => {
    const bid = sampleSide(44, { working: [sampleQuote(44, "in flight")] });
    const ask = sampleSide(51, { working: [sampleQuote(51, "unknown")] });
    expect(
      textOf({ view: sampleView({ change: { contracts: [sampleContract({ bid, ask })] } }) }).join("\n"),
    ).toContain("~44/51?");
  });

  it("holds its columns still while figures change", () => {
    const places = (number: number) =>
      textOf({ view: sampleView({ frame: number }) })
        .slice(3, 23)
        .map((line) => ["fair", "mkt", "skew", "risk", " z ", "inv", "["].map((word) => line.indexOf(word)));
    for (let number = 1; number < 40; number++) expect(places(number)).toEqual(places(0));
  });
});

describe("more contracts than fit", () => {
  it("scroll, and the header counts those out of sight that are pulled or at a limit", () => {
    const [first] = textOf({ view: sampleView({ contracts: 16 }) });
    expect(first).toMatch(/6 out of sight|\+6/);
    expect(first).toContain("2 pulled");
    expect(first).toContain("2 at limit");
  });

  it("always have the selected one in sight", () => {
    const view = sampleView({ contracts: 30 });
    fc.assert(
      fc.property(
        fc.nat(29),
        fc.nat(60),
        fc.integer({ min: 10, max: 60 }),
        fc.integer({ min: 40, max: 200 }),
        (index, firstRow, rows, columns) => {
          const selected = view.contracts[index]?.ticker ?? null;
          const text = textOf({ view, size: { columns, rows }, state: { selected, firstRow } });
          expect(text.filter((line) => line.includes("▶"))).toHaveLength(1);
        },
      ),
    );
  });
});

describe("in a larger terminal", () => {
  it("every contract has a panel with its ladder at 120x40", () => {
    const text = textOf({ size: { columns: 120, rows: 40 } });
    expect(
      text
        .filter((line) => line.includes("╭─"))
        .join("")
        .match(/╭─/g),
    ).toHaveLength(9);
    expect(text.join("\n")).toContain("┏━ ▶ Bruno Mars");
    expect(text.join("\n").match(/●/g)?.length).toBeGreaterThanOrEqual(8);
  });

  it("200x60 shows what each side wants and has", () => {
    const text = textOf({ size: { columns: 200, rows: 60 } }).join("\n");
    expect(text.match(/want/g)).toHaveLength(20);
    expect(text).toContain("withheld: +17 contracts > 15");
  });
});

describe("a smaller terminal", () => {
  it("keeps fair, market, ours, z, inventory and the reason at 40x10", () => {
    const text = textOf({ size: { columns: 40, rows: 10 } });
    expect(text[3]).toMatch(/^▶BRU +\d+\.\d±\d\.\d +\d+\/\d+ +\d+\/\d+/);
    expect(text[4]).toMatch(/^ quoting.+z +[+-]?\d\.\d\d inv +[+-]\d+$/);
    expect(text[9]).toContain("K KILL");
  });

  it("says below that how large it has to be, and still what the engine does", () => {
    const text = textOf({ size: { columns: 39, rows: 9 } });
    expect(text[0]).toBe("needs 40x10, is 39x9");
    expect(text[1]).toBe("PAPER partly");
    expect(text[2]).toContain("K KILL");
  });
});

describe("the other views", () => {
  const selected = "KXTOPMONTHLY-26NOV-ED";

  it("tell everything about one contract", () => {
    const text = textOf({ state: { overlay: "detail", selected } }).join("\n");
    for (const words of [
      "Ed Sheeran",
      selected,
      "sigma_b",
      "half-spread 3c",
      "widens at 1.8, pulls at 2.5",
      "limit 50",
      "Reasons",
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toMatch(/pulled +\|z\| 2\.7 >= 2\.5, 14 s left {2}\(defence-pull\)/);
    expect(text).toMatch(/wide +news about another leg/);
  });

  it("count fills one by one", () => {
    const done = (fills: number) => {
      const view = sampleView({ change: { contracts: [sampleContract({ fills })] } });
      return textOf({ view, size: { columns: 80, rows: 60 }, state: { overlay: "detail" } }).find((text) =>
        text.startsWith("done"),
      );
    };
    expect(done(0)).toMatch(/^done +0 fills, /);
    expect(done(1)).toMatch(/^done +1 fill, /);
    expect(done(2)).toMatch(/^done +2 fills, /);
  });

  it("add up the event", () => {
    const view = sampleView({
      change: {
        contracts: [sampleContract({ fairCents: 60 }), sampleContract({ fairCents: 38.5, othersAskCents: null })],
      },
    });
    const text = textOf({ view, state: { tab: "event" } }).join("\n");
    expect(text).toContain("fair values add up to 98.5c, the others' bids to 90c, asks to 49c (1 missing)");
    expect(text).toContain("closes in 10 d 0 h (2026-11-30 12:34 UTC), profile documented");
  });

  it("list fills and the log, newest first, and say what is below", () => {
    const orders = textOf({ state: { tab: "orders" } });
    expect(orders[4]).toMatch(/^15 orders that may be live: 8 in flight/);
    expect(orders[6]).toMatch(/^buy +1 +20c {2}resting +1 m 00 s +30 s {2}Bruno Mars/);
    expect(orders[22]).toMatch(/… \d+ more lines below/);
    const fills = textOf({ state: { tab: "orders" }, size: { columns: 80, rows: 60 } }).join("\n");
    expect(fills).toMatch(/12:34:56 {2}bought +1 +40c +\$0\.0044 +\+0\.5 +-- +-- {2}Bruno Mars/);
    const log = textOf({ state: { tab: "log", scroll: 3 } });
    expect(log[3]).toContain("warn  line 2 of the log");
    expect(log.join("\n")).toContain("ALARM line 4 of the log");
  });
});

describe("before the first snapshot", () => {
  it("says that it is connecting, and what was asked meanwhile", () => {
    const change = { feed: { view: null, phase: "connecting" } } as const;
    expect(textOf(change)[0]).toContain("connecting");
    expect(textOf({ ...change, state: { kill: { askedAt: 0, phase: "sent", text: "" } } })[2]).toContain("KILL SENT");
  });
});

describe("what beyond the market is heeded", () => {
  const view = {
    ...sampleView({ contracts: 2 }),
    sources: [
      { source: "spotify", state: "blind", detail: "spotify token: refused with status 401; check the secret" },
      { source: "calendar", state: "active", detail: "2 windows, by the clock of America/New_York" },
    ],
    arbitrage: { kind: "sell every leg", gainCents: 2.5, contracts: 14 },
  } as const;

  it("is named in the head when it is blind, whatever is shown", () => {
    for (const tab of TABS) {
      expect(textOf({ view, size: { columns: 160, rows: 30 }, state: { tab } }).join("\n")).toContain("BLIND: spotify");
    }
  });

  it("stands in the event view with its words, and so do prices that can't all be right", () => {
    const shown = textOf({ view, size: { columns: 160, rows: 40 }, state: { tab: "event" } }).join("\n");
    expect(shown).toContain("spotify is blind: spotify token: refused with status 401");
    expect(shown).toContain("calendar is active: 2 windows");
    expect(shown).toContain("to sell every leg at the others' best prices gains");
  });
});
