import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { TmuxPane } from "./tmux.ts";

const DEMO = fileURLToPath(new URL("./demo.tsx", import.meta.url));
const SHOWN = /PARTLY QUOTING[\s\S]*Bruno Mars/;

const panes: TmuxPane[] = [];
afterEach(() => {
  for (const pane of panes.splice(0)) pane.close();
});

/** A terminal on which the demonstration was started, from a shell that says the exit code after it. */
function start(demo: string, { columns = 80, rows = 24, environment = {} } = {}): TmuxPane {
  const pane = new TmuxPane(columns, rows, { LC_ALL: "C.UTF-8", ...environment });
  panes.push(pane);
  pane.type(`clear; echo before; '${process.execPath}' '${DEMO}' ${demo}; echo "left with $?"`, "Enter");
  return pane;
}

describe.skipIf(!TmuxPane.isPresent)("the viewer's process on a real terminal (needs tmux)", () => {
  it("leaves by q with 0 and the terminal as it was", async () => {
    const pane = start("PAPER");
    await pane.until(SHOWN);
    expect(pane.modes).toBe("10");
    pane.type("q");
    expect(await pane.until(/left with 0/)).toContain("before");
    expect(pane.modes).toBe("01");
    pane.type("stty -a | grep -o ' icanon'; echo done", "Enter"); // echoed and read by the line again
    expect(await pane.until(/^done$/m)).toMatch(/^ icanon$/m);
  });

  it.each([
    ["TERM", 143],
    ["INT", 130],
    ["HUP", 129],
  ] as const)("leaves by SIG%s with %i, the terminal restored", async (name, code) => {
    const pane = start("LIVE");
    await pane.until(SHOWN);
    process.kill(pane.child, `SIG${name}`);
    await pane.until(new RegExp(`left with ${code}`));
    expect(pane.modes).toBe("01");
  });

  it("restores the terminal when something throws where nobody catches it, and says what", async () => {
    const pane = start("LIVE throw=2");
    await pane.until(SHOWN);
    expect(await pane.until(/left with 1/)).toContain("failed: something broke in the viewer");
    expect(pane.modes).toBe("01");
  });

  it("passes on why there is no connection", async () => {
    const pane = start("refuse");
    expect(await pane.until(/left with 1/)).toContain("failed: no engine listens there");
    expect(pane.modes).toBe("01");
  });

  it("is put aside by Ctrl-Z, comes back by fg, and survives being stopped from outside", async () => {
    const pane = start("LIVE");
    await pane.until(SHOWN);
    pane.type("C-z");
    await pane.until(/Stopped/);
    expect(pane.modes).toBe("01");
    pane.type("fg", "Enter");
    await pane.until(SHOWN);
    const child = pane.child;
    process.kill(child, "SIGSTOP");
    await Bun.sleep(200); // the shell takes the terminal back
    process.kill(child, "SIGCONT");
    pane.type("fg", "Enter");
    await pane.until(SHOWN);
    pane.type("j");
    await pane.until(/▶The Weeknd/);
  });

  it("ends when its window is closed", async () => {
    const pane = start("LIVE");
    await pane.until(SHOWN);
    const { child } = pane;
    pane.close();
    while (isRunning(child)) await Bun.sleep(50); // for as long as the test may take
  });

  it("shows no colour under NO_COLOR, and ASCII where the locale isn't UTF-8", async () => {
    const pane = start("PAPER", { environment: { NO_COLOR: "1", LC_ALL: "C", CI: "true" } });
    const text = await pane.until(SHOWN);
    expect(text).toMatch(/^[ -~\n]*$/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what this is about
    expect(pane.coloured).not.toMatch(/\x1b\[/);
  });

  it("says that it needs a terminal where there is none", () => {
    const { stderr, exitCode } = Bun.spawnSync([process.execPath, DEMO], { stdin: "ignore" });
    expect(exitCode).toBe(1);
    expect(stderr.toString()).toContain("needs a terminal on standard input and output; use --headless");
  });
});

/** Running, and not merely waiting to be buried by a parent that is gone. */
function isRunning(pid: number): boolean {
  const state = Bun.spawnSync(["ps", "-o", "stat=", "-p", String(pid)])
    .stdout.toString()
    .trim();
  return state !== "" && !state.startsWith("Z");
}
