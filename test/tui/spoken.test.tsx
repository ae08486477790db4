import { afterEach, describe, expect, it } from "vitest";
import { App } from "../../tui/app.tsx";
import { openScreen, type Screen } from "../../tui/screen.tsx";
import { spoken } from "../../tui/spoken.ts";
import { Suspension } from "../../tui/suspension.ts";
import { Viewer } from "../../tui/viewer.ts";
import { TABS } from "../../tui/viewer-state.ts";
import { FakeEngine } from "./fake-engine.ts";
import { HandClock } from "./hand-clock.ts";
import { sampleContract, sampleKill, sampleQuote, sampleReason, sampleSide, sampleView } from "./sample-view.ts";
import { sceneOf } from "./scene.ts";
import { Keyboard, ScreenTerminal, terminalOf } from "./terminal.ts";

/** What charts, meters and frames are drawn with. */
const DRAWN = /[█▌▐╭╮╰╯┏┓┗┛━─┃\u2800-\u28ff]/u;

describe("what is read aloud", () => {
  it("says first whether it quotes, then what could be lost, then how true that is, then each contract in a sentence", () => {
    const ask = sampleSide(51, { working: [sampleQuote(51, "unknown")] });
    const contracts = [sampleContract({ ask }), sampleContract({ ticker: "OTHER", title: "Lorde", state: "pulled" })];
    const lines = spoken(sceneOf({ view: sampleView({ change: { contracts, mode: "LIVE" } }) }));
    expect(lines[0]).toMatch(/^LIVE prod PARTLY QUOTING 3 of 10 contracts pulled$/);
    expect(lines[1]).toMatch(/^P&L today -\$3\.21 of -\$50\.00/);
    expect(lines[2]).toMatch(/^data <1 s old reconciled ok/);
    expect(lines[3]).toBe(
      "selected: Bruno Mars: quoting, 12 fills, +$0.43; fair 47.3 give or take 1.2 cents; market 45 to 49; " +
        "our bid 44, our ask 51, fate unknown; z +0.42; inventory +3 of 50, skew +3; risk 23%",
    );
    expect(lines[4]).toMatch(/^Lorde: pulled/);
    expect(lines.at(-1)).toContain("K KILL");
  });

  it("has no meters, frames and charts in any view", () => {
    for (const tab of TABS) {
      for (const overlay of ["none", "detail", "help"] as const) {
        const lines = spoken(sceneOf({ state: { tab, overlay } }));
        expect(lines.length).toBeGreaterThan(5);
        if (overlay !== "help") for (const line of lines) expect(line).not.toMatch(DRAWN);
      }
    }
  });

  it("says when it is old, and how far a kill has got", () => {
    const gone = { phase: "gone", now: 12_000, goneReason: "it closed the connection" } as const;
    expect(spoken(sceneOf({ feed: gone }))[0]).toContain(
      "ENGINE GONE: it closed the connection; all below is 12 s old",
    );
    const killed = sampleView({ change: { kill: sampleKill(), state: "killed" } });
    expect(spoken(sceneOf({ view: killed }))[0]).toContain("7 orders MAY STILL REST");
    const unheard = sceneOf({ feed: { view: null, phase: "connecting" } });
    expect(spoken(unheard)[0]).toBe("connecting to the engine");
  });
});

describe("a terminal that is read aloud", () => {
  const before = process.env["INK_SCREEN_READER"];
  const open: Screen[] = [];
  afterEach(async () => {
    if (before === undefined) delete process.env["INK_SCREEN_READER"];
    else process.env["INK_SCREEN_READER"] = before;
    for (const screen of open.splice(0)) await screen.close();
  });

  it("hears what matters at once, and figures that merely move after a while", async () => {
    process.env["INK_SCREEN_READER"] = "true";
    const engine = new FakeEngine();
    const clock = new HandClock();
    const terminal = new ScreenTerminal(500, 40);
    const viewer = new Viewer({
      connection: Promise.resolve(engine),
      readonly: false,
      isFirstRun: false,
      size: { columns: 500, rows: 40 },
      clock,
      leave: () => undefined,
      suspend: () => undefined,
      redraw: () => undefined,
    });
    const app = (
      <App
        viewer={viewer}
        readonly={false}
        isAscii={false}
        colourDepth={8}
        suspension={new Suspension(async () => undefined)}
      />
    );
    const screen = openScreen(app, terminalOf(new Keyboard(), terminal), viewer.resize, (error) => {
      throw error;
    });
    open.push(screen);
    await screen.flush();
    const shows = async (change: Parameters<typeof sampleContract>[0], ms: number) => {
      engine.shows(sampleView({ change: { contracts: [sampleContract(change)] } }));
      clock.pass(ms);
      await screen.flush();
      return terminal.lines.join("\n");
    };
    expect(await shows({}, 250)).toContain("fair 47.3 give or take");
    expect(await shows({ fairCents: 48.8 }, 250)).toContain("fair 47.3 give or take");
    expect(await shows({ fairCents: 48.8, state: "pulled", reasons: [sampleReason()] }, 250)).toContain("fair 48.8");
    expect(await shows({ fairCents: 49.9, state: "pulled", reasons: [sampleReason()] }, 1_000)).toContain("fair 48.8");
    for (let second = 0; second < 16; second++)
      await shows({ fairCents: 49.9, state: "pulled", reasons: [sampleReason()] }, 1_000);
    expect(terminal.lines.join("\n")).toContain("fair 49.9");
  });
});
