import type { Configuration } from "../app/config.ts";
import { versionLine } from "../app/version.ts";
import { EXIT } from "./exit-code.ts";
import { observe } from "./observe.ts";

/** Alerts of what keeps a headless run from beginning before it can tell so itself. */
export class StartRefusal {
  #configuration: Configuration | undefined;

  /** From here on it is known whom to tell. */
  prepare(configuration: Configuration): void {
    this.#configuration = configuration;
  }

  /** The run tells of itself from here on. */
  over(): void {
    this.#configuration = undefined;
  }

  /** Resolves when it is told, or can't be in time. */
  async tell(why: string, exitCode: number): Promise<void> {
    const configuration = this.#configuration;
    if (configuration?.observation.alerts === undefined) return;
    const observation = { ...configuration.observation, metrics: undefined };
    // Another engine that holds the account may keep its own alerts in that folder.
    const state = exitCode === EXIT.accountHeld ? undefined : configuration.state;
    const observed = await observe({ ...configuration, observation, state }, versionLine());
    await observed.failed(why);
  }
}
