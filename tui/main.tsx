import type { Interface } from "../src/app/viewer.ts";
import type { Outcome, RunningViewer } from "./run-viewer.tsx";
import { drawFirstFrame } from "./screen-first-frame.ts";
import { guardTerminal, restoreNow, stopProcessGroup } from "./screen-guard.ts";

/**
 * Opens the interface on this process's terminal. Resolves when the viewer is left and the terminal is as it was: 0 for a key,
 * 128 + n for a signal (129, too, when the terminal is gone). Rejects, with the terminal restored, with the connection's error
 * when there never was one, and with whatever went wrong inside the interface. The engine is never touched by any of that.
 */
export const openViewer: Interface["open"] = async (connection, { readonly, isFirstRun = false }) => {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY)
    throw new Error("the interface needs a terminal on standard input and output; use --headless");
  prepareEnvironment(process.env);

  connection.catch(() => undefined); // heard below; until then it isn't unhandled
  let viewer: RunningViewer | undefined;
  let earlyOutcome: Outcome | undefined; // what ended it before there was a viewer
  const end = (outcome: Outcome) => {
    earlyOutcome ??= outcome;
    viewer?.end(outcome);
  };
  const release = guardTerminal(process, {
    ended: (code) => end({ code }),
    crashed(error) {
      end({ error });
      // The terminal is restored by now, before anybody prints the error; nothing may touch it after that.
      if (viewer === undefined) restoreNow();
      release();
    },
    stopped: () => void viewer?.suspension.suspend(),
    continued: () => void viewer?.suspension.continued(),
  });
  const removeFirstFrame = drawFirstFrame(stdout);
  try {
    const { runViewer } = await import("./run-viewer.tsx");
    removeFirstFrame();
    viewer = runViewer({
      connection,
      readonly,
      isFirstRun,
      terminal: process,
      environment: process.env,
      stopProcess: stopProcessGroup,
    });
    if (earlyOutcome !== undefined) viewer.end(earlyOutcome);
    const outcome = await viewer.outcome;
    if ("error" in outcome) throw outcome.error;
    return outcome.code;
  } finally {
    if (viewer === undefined) restoreNow(); // the renderer never came that far
    release();
    stdin.pause();
  }
};

/** The renderer and its colours read these once, when they are loaded; by themselves they don't know NO_COLOR. */
function prepareEnvironment(environment: Record<string, string | undefined>): void {
  if (environment["NO_COLOR"]) environment["FORCE_COLOR"] = "0";
  environment["NODE_ENV"] ??= "production";
}
