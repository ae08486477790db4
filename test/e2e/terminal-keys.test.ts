import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ViewerCommand } from "../../src/app/viewer.ts";
import { KEYS, type KeyName, type Place } from "../../tui/keys.ts";
import { PlayedEngine, stillView } from "./played-engine.ts";
import { compileProgram, type Program } from "./program.ts";
import { hasTmux, Terminal } from "./terminal.ts";

let program: Program;
let engine: PlayedEngine;
let screen: Terminal;

const BRU = "KXTOPMONTHLY-26NOV-BRU";

/** A live engine whose account another hand has changed: every key of the table has something to do. */
const view = stillView({
  mode: "LIVE",
  venue: "prod",
  endsWithViewer: false,
  differences: [
    { ticker: null, text: "KXTOPMONTHLY-26NOV-WEE: we hold 3, the exchange says 5" },
    { ticker: BRU, text: `${BRU}: 5 held, of which 3 ours and 2 another hand's` },
  ],
});

/** What a key is to come to, pressed at the list's first contract after the keys of `after`. */
interface Expected {
  readonly after?: readonly KeyName[];
  readonly shows?: RegExp;
  readonly asks?: ViewerCommand;
  /** Keys that take it back. */
  readonly undo?: readonly KeyName[];
  /** The viewer is left, or put aside. */
  readonly leaves?: boolean;
  /** Somebody else has written over the screen. */
  readonly scribbled?: boolean;
}

const SECOND = /▶The Weeknd/;
const SOME = /The Weeknd/;
const FIRST = /▶Bruno Mars/;
const HELP = /At once, also twice/;
const VIEW_LISTED = (name: string) => new RegExp(`\\[\\d? ?${name}\\]|${name.toUpperCase()}`);
/** Every line of the screen is the viewer's. */
const CLEAN = /^(?!.*scribbled).*$/s;
const NOT_ASKED = /^(?!.*Leave).*$/s;
const NOT_RESUMED = /not resumed/;

/** For every key of every place one; a key that is missing here fails. */
const EXPECTED: Readonly<Record<Place, Readonly<Record<KeyName, Expected>>>> = {
  everywhere: {
    up: { after: ["j"], shows: FIRST },
    k: { after: ["j"], shows: FIRST },
    down: { shows: SECOND },
    j: { shows: SECOND },
    left: { after: ["j"], shows: FIRST },
    h: { after: ["j"], shows: FIRST },
    right: { shows: SECOND },
    l: { shows: SECOND },
    g: { after: ["j"], shows: FIRST },
    home: { after: ["j"], shows: FIRST },
    G: { shows: /▶あいみょん/ },
    end: { shows: /▶あいみょん/ },
    pageup: { after: ["G"], shows: FIRST },
    pagedown: { shows: /▶あいみょん/ },
    " ": { shows: /▶あいみょん/ },
    enter: { shows: /half-spread/, undo: ["escape"] },
    escape: { after: ["?"], shows: FIRST },
    backspace: { after: ["?"], shows: FIRST },
    tab: { shows: VIEW_LISTED("event") },
    "shift+tab": { shows: VIEW_LISTED("log") },
    "1": { after: ["5"], shows: FIRST },
    "2": { shows: VIEW_LISTED("event") },
    "3": { shows: VIEW_LISTED("orders") },
    "4": { shows: VIEW_LISTED("model") },
    "5": { shows: VIEW_LISTED("log") },
    "/": { shows: /show all again/, undo: ["escape"] },
    s: { shows: /trouble first/, undo: ["S"] },
    S: { shows: /by fair value/, undo: ["s"] },
    "?": { shows: HELP, undo: ["?"] },
    "ctrl+l": { scribbled: true, shows: CLEAN },
    r: { shows: /Resume Bruno Mars\?/, undo: ["escape"] },
    R: { shows: /Resume all contracts\?/, undo: ["escape"] },
    a: { shows: /Adopt Bruno Mars's\?/, undo: ["escape"] },
    A: { shows: /Adopt all that differs\?/, undo: ["escape"] },
    q: { shows: /Leave( how)?\?/, undo: ["escape"] },
    "ctrl+c": { shows: /Leave( how)?\?/, undo: ["escape"] },
    p: { asks: { action: "pull", ticker: BRU } },
    P: { asks: { action: "pull" } },
    o: { asks: { action: "reduce", ticker: BRU } },
    O: { asks: { action: "reduce" } },
    "ctrl+z": { leaves: true },
    K: { asks: { action: "kill" } },
  },
  resuming: {
    y: { after: ["r"], asks: { action: "resume", ticker: BRU } },
    n: { after: ["r"], shows: NOT_RESUMED },
    escape: { after: ["R"], shows: NOT_RESUMED },
  },
  adopting: {
    y: { after: ["A"], asks: { action: "adopt" } },
    n: { after: ["a"], shows: /not adopted/ },
    escape: { after: ["a"], shows: /not adopted/ },
  },
  leaving: {
    escape: { after: ["q"], shows: NOT_ASKED },
    n: { after: ["q"], shows: NOT_ASKED },
    d: { after: ["q"], leaves: true },
    "ctrl+c": { after: ["q"], leaves: true },
    s: { after: ["q"], asks: { action: "stop" }, leaves: true },
  },
  filtering: {
    enter: { after: ["/", "l", "a", "d", "y"], shows: /"lady": 1 of 10/, undo: ["escape"] },
    escape: { after: ["/", "l", "a", "d", "y"], shows: SOME }, // and not Lady Gaga alone
    backspace: { after: ["/", "b", "r", "x"], shows: /\/br_ {2}1 of 10/, undo: ["escape"] },
  },
};

const PAIRS = KEYS.flatMap(({ keys, place, action }) => keys.map((key) => ({ key, place, action })));
// After a kill nothing resumes, in this viewer too: it comes last.
const CASES = [...PAIRS].sort((one, other) => Number(one.action === "kill") - Number(other.action === "kill"));

async function attach(): Promise<void> {
  screen.start("attach", "--state", engine.state);
  await screen.shows(/▶/);
}

async function until(what: string, reached: () => boolean): Promise<void> {
  for (let waited = 0; !reached(); waited += 20) {
    if (waited > 40_000) throw new Error(`${what}; the screen is:\n${screen.screen()}`);
    await Bun.sleep(20);
  }
}

/** Back to the list's first contract, whatever was left open. */
async function home(): Promise<void> {
  screen.press("1");
  screen.press("g");
  await screen.shows(FIRST);
}

// tmux carries the screen; without it there is no terminal to test in.
describe.skipIf(!hasTmux)("the keys of the compiled program in a terminal (needs tmux)", () => {
  beforeAll(async () => {
    program = await compileProgram();
    engine = await PlayedEngine.open(view);
    screen = new Terminal(program, 80, 24);
    await screen.shows(/ready>/);
    await attach();
  }, 180_000);
  afterAll(async () => {
    screen.close();
    engine.close();
    await program.remove();
  });

  test("each key that there is has its test here", () => {
    const there = PAIRS.map(({ key, place }) => `${place} ${key}`);
    const tested = Object.entries(EXPECTED).flatMap(([place, keys]) =>
      Object.keys(keys).map((key) => `${place} ${key}`),
    );
    expect(tested.sort()).toEqual(there.sort());
  });

  test.each(CASES)(
    "$key, $place: $action",
    async ({ key, place }) => {
      const { after = [], shows, asks, undo = [], leaves = false, scribbled = false } = EXPECTED[place][key]!;
      await home();
      for (const before of after) screen.press(before);
      if (shows !== undefined && after.length > 0) {
        await until(`before ${key} it is there already`, () => !shows.test(screen.screen()));
      }
      if (scribbled) screen.scribble();
      const asked = engine.commands.length;
      screen.press(key);
      if (asks !== undefined) {
        await until(`${key} asks nothing`, () => engine.commands.length > asked);
        expect(engine.commands.slice(asked)).toEqual([asks]);
      }
      if (shows !== undefined) await screen.shows(shows);
      for (const back of undo) screen.press(back);
      if (undo.length > 0 && shows !== undefined)
        await until(`${undo} takes nothing back`, () => !shows.test(screen.screen()));
      if (!leaves) return;
      if (key === "ctrl+z") await screen.shows(/Stopped/);
      else await until("the viewer is still there", () => screen.child === undefined);
      expect(screen.state()).toEqual({ alternate: false, cursor: true });
      if (key === "ctrl+z") {
        screen.send("fg", "Enter");
        await screen.shows(FIRST);
        await screen.still(); // what is typed while the terminal changes hands goes to neither
      }
      if (key !== "ctrl+z") await attach();
      await screen.shows(FIRST);
    },
    60_000,
  );

  test("with --readonly each key that acts says why it doesn't, and asks nothing", async () => {
    const looker = new Terminal(program, 100, 24);
    try {
      looker.start("attach", "--readonly", "--state", engine.state);
      await looker.shows(/readonly, off: K p P o O r R a A/);
      const asked = engine.commands.length;
      for (const { keys } of KEYS.filter(({ risk, place }) => risk !== "none" && place === "everywhere")) {
        for (const key of keys) {
          looker.press(key);
          await looker.shows(new RegExp(`^${key} is off: this viewer was opened with --readonly`, "m"));
        }
      }
      looker.press("?");
      await looker.shows(/ p +off: pull the quotes/);
      expect(engine.commands.length).toBe(asked);
    } finally {
      looker.close();
    }
  });
});
