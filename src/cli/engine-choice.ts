import { systemFiles } from "../ambient/files.ts";
import { systemTimers } from "../ambient/timers.ts";
import type { ControlClientOptions } from "../app/control-client.ts";
import { findEngine } from "../app/control-engines.ts";
import { placeOf } from "../app/control-path.ts";
import type { EngineOptions } from "./engine-commands.ts";

/** How to reach the engine that a command means. Throws ControlError when there is none, or several and none is chosen. */
export async function chooseEngine({ state, engine }: EngineOptions, as: string): Promise<ControlClientOptions> {
  const place = placeOf(process.env);
  const { path } = await findEngine({ state, pid: engine }, { place, files: systemFiles, timers: systemTimers });
  return { path, as, timers: systemTimers };
}
