import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemTimers } from "../../src/ambient/timers.ts";
import { type ControlServer, createControlServer } from "../../src/app/control-server.ts";
import type { View } from "../../src/app/view.ts";
import type { ViewerCommand } from "../../src/app/viewer.ts";
import { sampleView } from "../tui/sample-view.ts";

/** An engine played by the test, on a real control socket: it shows one view, which stands still, and writes down what is asked of it. */
export class PlayedEngine {
  /** The state folder by which a viewer finds it. */
  readonly state = mkdtempSync(join(tmpdir(), "tauroi-played-"));
  readonly commands: ViewerCommand[] = [];
  viewers = 0;
  #view: View;
  #server: ControlServer | undefined;

  constructor(view: View = stillView()) {
    this.#view = view;
  }

  static async open(view?: View): Promise<PlayedEngine> {
    const engine = new PlayedEngine(view);
    engine.#server = await createControlServer({
      path: join(engine.state, "control.sock"),
      program: "tauroi test",
      snapshot: () => engine.#view,
      onCommand: (command) => {
        engine.commands.push(command);
        return { ok: true, text: `${command.action} heard` };
      },
      timers: systemTimers,
      onViewers: (count) => {
        engine.viewers = count;
      },
    });
    return engine;
  }

  /** From now on it shows this. */
  shows(view: View): void {
    this.#view = view;
  }

  close(reason = "the test is over"): void {
    this.#server?.close(reason);
    rmSync(this.state, { recursive: true, force: true });
  }
}

/** The sample at the speed of life, so that the fraction of a second between two snapshots changes nothing that is shown. */
export function stillView(change: Partial<View> = {}): View {
  const view = sampleView({ contracts: 10 });
  return { ...view, speed: 1, ...change };
}
