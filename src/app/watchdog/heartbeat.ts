import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { Time } from "../../market/units.ts";
import { connectViewer } from "../control-client.ts";
import { ControlError, isNobody } from "../control-error.ts";
import type { View } from "../view.ts";
import type { ViewerConnection } from "../viewer.ts";
import type { EngineLook } from "./verdict.ts";

export interface HeartbeatParts {
  /** The control socket of the engine; undefined while there is none. Throws ControlError when one is there that doesn't answer. */
  readonly find: () => Promise<string | undefined>;
  readonly clock: Clock;
  readonly timers: Timers;
}

const KNOCK_EVERY_MS = 1_000;
/** An engine that lives takes in a tick a second at least, and its snapshots come some times a second. */
const BEATS_WITHIN_MS = 3_000;

/**
 * Watches whether an engine goes on. That its socket answers is no sign of it: what counts is that it takes something in, which it does at least once a
 * second when it lives.
 */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  #viewer: ViewerConnection | undefined;
  #state: EngineLook["state"] = "gone";
  #since: Time;
  #inputs = -1;
  #isOver = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#since = parts.clock.now();
  }

  start(): void {
    void this.#knock();
  }

  stop(): void {
    this.#isOver = true;
    this.#viewer?.close();
  }

  get look(): EngineLook {
    const ageMs = Math.max(0, this.#parts.clock.now() - this.#since);
    return { state: this.#state === "alive" && ageMs > BEATS_WITHIN_MS ? "silent" : this.#state, ageMs };
  }

  async #knock(): Promise<void> {
    if (this.#isOver) return;
    const { find, timers } = this.#parts;
    try {
      const path = await find();
      if (path === undefined) this.#lost("gone");
      else {
        const viewer = await connectViewer({ path, as: "watchdog", timers });
        if (this.#isOver) {
          viewer.close();
          return;
        }
        this.#viewer = viewer;
        if (this.#state === "gone") {
          this.#state = "silent"; // until it shows that it goes on, for which it has as long as any other
          this.#since = this.#parts.clock.now();
        }
        viewer.onView((view) => this.#see(view));
        viewer.onClose(() => {
          this.#viewer = undefined;
          timers.after(KNOCK_EVERY_MS, () => void this.#knock());
        });
        return;
      }
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      this.#lost(isNobody(error) ? "gone" : "silent");
    }
    timers.after(KNOCK_EVERY_MS, () => void this.#knock());
  }

  #see({ truth }: View): void {
    if (truth.inputs === this.#inputs) return;
    this.#inputs = truth.inputs;
    this.#state = "alive";
    this.#since = this.#parts.clock.now();
  }

  /** Nobody is there, or somebody who doesn't answer. The age goes on from when it was last seen alive. */
  #lost(state: "gone" | "silent"): void {
    this.#state = state;
  }
}
