import { systemFiles } from "../ambient/files.ts";
import { entropy32 } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import { type Configuration, loadConfiguration } from "../app/config.ts";
import { placeOf } from "../app/control-path.ts";
import { loadKey } from "../app/credentials.ts";
import { type EngineProcess, startEngineProcess } from "../app/engine-process.ts";
import { usualStateFolder } from "../app/state-folder.ts";
import type { Addresses } from "../venue/kalshi/addresses.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { optionWords, type RunOptions } from "./run-options.ts";
import { tradingPlace } from "./run-venue.ts";

/** How long the engine gets to pull its orders and say what it came to, after its viewer has left. */
const ENGINE_ENDS_WITHIN_MS = 5_000;

/** `tauroi run`: the engine in this process when headless, else in one of its own with the interface here. */
export async function action(invocation: Invocation<RunOptions>): Promise<number> {
  const { options } = invocation;
  const onTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const headless = options["headless"] === true || options["json"] === true || !onTerminal;
  const { attended, ...given } = options;
  const flags = { ...given, ...(headless && { headless: true }) };
  const configured = loadConfiguration({ flags, environment: process.env });
  const place = tradingPlace(configured, options["live"] === true);
  const live = place.kind === "sim" ? undefined : { addresses: place.addresses, key: loadKey(process.env) };
  const configuration = live === undefined ? configured : withState(configured, live.addresses, live.key.id);
  const seed = configuration.seed ?? entropy32();
  if (configuration.headless) {
    const { runHeadless } = await import("./run-headless.ts");
    return runHeadless({ ...invocation, configuration, seed, attended: attended === true, live });
  }
  // On paper the engine ends with its viewer; with orders on an exchange it goes on without.
  const itself = live === undefined ? { attended: true, seed, speed: configuration.speed } : {};
  const state = configuration.state === undefined ? {} : { state: configuration.state };
  const words = ["run", ...optionWords({ ...given, headless: true, ...itself, ...state })];
  const engine = startEngineProcess({
    words,
    state: configuration.state,
    place: placeOf(process.env),
    timers: systemTimers,
    files: systemFiles,
  });
  const code = await watched(engine, () =>
    invocation.interface.open(engine.connection, { readonly: configuration.readonly }),
  );
  if (live !== undefined && engine.isRunning) {
    invocation.complain(
      `tauroi: the engine goes on (process ${engine.pid}): tauroi attach shows it, SIGTERM pulls and ends it`,
    );
    return code;
  }
  const late = new Promise<undefined>((resolve) => systemTimers.after(ENGINE_ENDS_WITHIN_MS, () => resolve(undefined)));
  const ended = await Promise.race([engine.exited, late]);
  const summary = engine.takeOutput().trimEnd();
  if (summary !== "") invocation.print(summary);
  if (ended === undefined) invocation.complain(`tauroi: the engine (process ${engine.pid}) is still ending`);
  return code === EXIT.fine && ended !== undefined && ended < 128 ? ended : code;
}

/** The configuration with a folder for the journal, which a live run can't be without. */
function withState(configuration: Configuration, { restUrl }: Addresses, keyId: string): Configuration {
  const state = configuration.state ?? usualStateFolder(process.env, new URL(restUrl).host, keyId);
  if (state === undefined) {
    throw new CommandFailure(
      "--live: name a folder for the journal with --state; there is no HOME to keep it in",
      EXIT.usage,
    );
  }
  return { ...configuration, state };
}

/** Shows the engine; one that was left before it could be watched is told to end, since it would wait for its viewer. */
async function watched(engine: EngineProcess, show: () => Promise<number>): Promise<number> {
  let connected = false;
  engine.connection.then(
    () => {
      connected = true;
    },
    () => undefined,
  );
  try {
    return await show();
  } finally {
    if (!connected) engine.stop();
  }
}
