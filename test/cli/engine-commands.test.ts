import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemTimers } from "../../src/ambient/timers.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { controlPathOf } from "../../src/app/control-path.ts";
import { type ControlServer, createControlServer } from "../../src/app/control-server.ts";
import { killAccount } from "../../src/app/kill-account.ts";
import type { KillView, View } from "../../src/app/view.ts";
import type { ViewerConnection } from "../../src/app/viewer.ts";
import { ENGINE_COMMANDS } from "../../src/cli/engine-commands.ts";
import { statusText } from "../../src/cli/status.ts";
import type { Time } from "../../src/market/units.ts";
import { Recorder, sampleContract, sampleView } from "../app/control-sample.ts";
import { runWords } from "./run-words.ts";

let state: string;
let server: ControlServer;
let recorder: Recorder;
/** What the engine shows from now on. */
let view: View;
/** How often it has been shown to somebody. */
let shown = 0;
beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), "tauroi-cli-"));
  recorder = new Recorder();
  view = sampleView();
  shown = 0;
  server = await createControlServer({
    path: controlPathOf(state),
    program: "tauroi test",
    snapshot: () => {
      shown++;
      return view;
    },
    onCommand: recorder.take,
    timers: systemTimers,
  });
});
afterEach(() => {
  server.close("the test is over");
  rmSync(state, { recursive: true, force: true });
});

const tauroi = (...words: string[]) => runWords([...words, "--state", state], ENGINE_COMMANDS);

const killed = (grade: KillView["grade"], mayRest: number): KillView => ({
  grade,
  requestedAt: 1,
  by: "cli",
  mayRest,
  stillResting: 0,
  pastClose: 0,
  oursOnly: false,
  lastExpiry: Date.UTC(2026, 0, 1, 12, 0, 45),
  confirmedAt: grade === "CONFIRMED" ? Date.UTC(2026, 0, 1, 12, 0, 2) : null,
});

describe("pull, resume, reduce", () => {
  test.each(["pull", "resume", "reduce", "adopt"])(
    "%s asks the engine, for all or for one contract, and prints its reply",
    async (name) => {
      expect(await tauroi(name)).toEqual({ exitCode: 0, printed: `${name} by cli`, complained: "" });
      expect(JSON.parse((await tauroi(name, "event-a", "--json")).printed)).toEqual({
        ok: true,
        text: `${name} by cli`,
      });
      expect(recorder.commands).toEqual([
        { command: { action: name }, by: "cli" },
        { command: { action: name, ticker: "EVENT-A" }, by: "cli" },
      ]);
    },
  );

  test("set hands name, value and contract on, and what has to be confirmed is not done without", async () => {
    expect(await tauroi("set", "half_spread_cents = 2.5", "event-a")).toMatchObject({
      exitCode: 2,
      printed: "set by cli may add risk: not done; add --yes",
    });
    expect(await tauroi("set", "half_spread_cents=2.5", "--yes")).toMatchObject({ exitCode: 0, printed: "set by cli" });
    const asked = { action: "set", name: "half_spread_cents", value: "2.5" };
    expect(recorder.commands).toEqual([
      { command: { ...asked, ticker: "EVENT-A" }, by: "cli" },
      { command: { ...asked, confirmed: true }, by: "cli" },
    ]);
    expect(await tauroi("set", "half_spread_cents")).toMatchObject({ exitCode: 2 });
    expect((await tauroi("set", "half_spread_cents")).complained).toContain("is not NAME=VALUE");
  });

  test("a refusal exits 2 with the reason", async () => {
    expect(await tauroi("pull", "NONE")).toMatchObject({ exitCode: 2, printed: "pull by cli" });
  });

  test("no engine: exit 4", async () => {
    server.close("over");
    const outcome = await tauroi("pull");
    expect(outcome).toMatchObject({ exitCode: 4, printed: "" });
    expect(outcome.complained).toContain("no engine runs on this state folder");
  });
});

describe("status", () => {
  test("as JSON is the engine's snapshot", async () => {
    expect(JSON.parse((await tauroi("status", "--json")).printed)).toEqual(view);
  });

  test("as text has the state, the money and a row for each contract with its reason", async () => {
    view = {
      ...sampleView(),
      state: "partly",
      stateReason: "1 of 2 quoted",
      kill: killed("LOCAL", 2),
      contracts: [
        sampleContract("A"),
        {
          ...sampleContract("B"),
          state: "quoting",
          reasons: [],
          settings: [
            { name: "order_size", value: 2 },
            { name: "on_cross", value: "clamp" },
          ],
        },
      ],
    };
    const { printed } = await tauroi("status");
    expect(printed).toContain("PAPER on sim, EVENT, profile documented: PARTLY: 1 of 2 quoted");
    expect(printed).toContain("today $1.25 (halts at -$100.00)");
    expect(printed).toContain(
      "KILLED by cli. LOCAL: nothing more is sent; 2 orders may still rest, until 12:00:45 UTC",
    );
    expect(printed).toMatch(/^A +pulled +47\.3 +2\.7 +1@44\? +1@50~ +46\/- +-2\.5 +13% +-0\.75 +\|z\| 2\.7 >= 2\.5$/m);
    expect(printed).toMatch(/^B +quoting .* -0\.75$/m);
    expect(printed).toContain("B: set beside the profile: order_size = 2, on_cross = clamp");
  });

  test("says what rounding has kept of the balance, where it has kept any", () => {
    const { money } = sampleView();
    const said = (roundingUsd: number) => statusText({ ...sampleView(), money: { ...money, roundingUsd } });
    expect(said(0.0042)).toContain("balance $1000.00, rounding has kept $0.0042 beside the fees");
    expect(said(-0.0042)).toContain("balance $1000.00, rounding has given back $0.0042 beside the fees");
    expect(said(0)).not.toContain("rounding");
  });

  test("never prints what would steer the terminal", () => {
    const text = statusText({ ...sampleView(), stateReason: "\u001b[2Jgone\u0007\r\u009b1m" });
    expect(text).toContain("?[2Jgone??");
    expect(text).toMatch(/^[^\p{Cc}]*$/mu);
  });
});

describe("kill", () => {
  test("through an engine that trades on paper says that nothing at an exchange was touched", async () => {
    view = { ...sampleView(), mode: "PAPER", kill: killed("CONFIRMED", 0) };
    expect((await tauroi("kill")).printed).toBe(
      "CONFIRMED: nothing rests, at 12:00:02 UTC by the exchange's clock; " +
        "the engine that was killed trades on paper (sim): nothing at an exchange was touched; for that, name it with --venue",
    );
  });

  test("exits 0 when the exchange has confirmed, and tells the grades on the way", async () => {
    view = { ...sampleView(), mode: "LIVE", kill: killed("LOCAL", 2) };
    const outcome = tauroi("kill");
    while (recorder.commands.length === 0 || shown === 0) await Bun.sleep(1);
    systemTimers.after(300, () => {
      view = { ...sampleView(), mode: "LIVE", kill: killed("CONFIRMED", 0) };
    });
    const { exitCode, printed, complained } = await outcome;
    expect(exitCode).toBe(0);
    expect(printed).toBe("CONFIRMED: nothing rests, at 12:00:02 UTC by the exchange's clock");
    expect(complained).toContain("LOCAL: nothing more is sent; 2 orders may still rest");
    expect(recorder.commands).toEqual([{ command: { action: "kill" }, by: "cli" }]);
  });

  test("exits 0 also when the engine ends with the proof as its last word", async () => {
    view = { ...sampleView(), kill: killed("LOCAL", 1) };
    const outcome = tauroi("kill", "--json");
    while (recorder.commands.length === 0 || shown === 0) await Bun.sleep(1);
    systemTimers.after(300, () => {
      view = { ...sampleView(), kill: killed("CONFIRMED", 0) };
      server.close("killed");
    });
    const { exitCode, printed } = await outcome;
    expect(exitCode).toBe(0);
    expect(JSON.parse(printed)).toMatchObject({ grade: "CONFIRMED", may_rest: 0, exit_code: 0 });
  });

  test("of everything isn't proven by an earlier kill's proof that nothing of ours rests", async () => {
    view = { ...sampleView(), kill: { ...killed("CONFIRMED", 0), oursOnly: true } };
    const outcome = tauroi("kill");
    const early = await Promise.race([outcome, Bun.sleep(700)]);
    expect(early).toBeUndefined();
    view = { ...sampleView(), kill: killed("CONFIRMED", 0) };
    expect(await outcome).toMatchObject({ exitCode: 0, printed: expect.stringContaining("CONFIRMED: nothing rests") });
    expect(recorder.commands).toEqual([{ command: { action: "kill" }, by: "cli" }]);
  });

  test("exits 4 when the engine goes without a proof", async () => {
    view = { ...sampleView(), kill: killed("LOCAL", 1) };
    const outcome = tauroi("kill");
    while (recorder.commands.length === 0 || shown === 0) await Bun.sleep(1);
    systemTimers.after(300, () => server.close("a crash"));
    const { exitCode, printed } = await outcome;
    expect(exitCode).toBe(4);
    expect(printed).toContain("1 order may still rest");
    expect(printed).toContain("a crash");
  });

  test.each([
    [killed("LOCAL", 3), 3],
    [killed("BY BOUND", 0), 0],
    [null, undefined],
  ])("waits no longer than its deadline", async (kill, mayRest) => {
    view = { ...sampleView(), kill };
    const time = new VirtualTime(0 as Time);
    const told = Promise.withResolvers<void>();
    const watching = killAccount({
      engine: async () => ({ path: controlPathOf(state), as: "cli", timers: systemTimers }),
      exchange: () => "the exchange is out of reach",
      oursOnly: false,
      timers: time,
      deadlineMs: 180_000,
      progress: (text) => void (kill !== null && text.startsWith(kill.grade) && told.resolve()),
    });
    if (kill !== null) await told.promise;
    else while (recorder.commands.length === 0 || shown === 0) await Bun.sleep(1);
    time.runUntil(180_000 as Time);
    const { proof, why } = await watching;
    expect(why).toBe("");
    expect(proof?.mayRest).toBe(mayRest);
  });
});

test("attach hands the interface a connection to the engine", async () => {
  let seen: View | undefined;
  const screen = {
    open: async (connection: Promise<ViewerConnection>, { readonly }: { readonly: boolean }) => {
      const viewer = await connection;
      seen = await new Promise((resolve) => viewer.onView(resolve));
      viewer.close();
      return readonly ? 70 : 71;
    },
  };
  const words = ["attach", "--readonly", "--state", state];
  expect((await runWords(words, ENGINE_COMMANDS, screen as never)).exitCode).toBe(70);
  expect(seen).toEqual(view);
});
