import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { entropy32 } from "../ambient/random.ts";
import { readSecretFile } from "../ambient/secret-file.ts";
import { systemTimers } from "../ambient/timers.ts";
import { DOLLAR, type Money } from "../market/units.ts";
import { openEmbeddedExchange } from "../venue/sim/server/embedded-exchange.ts";
import type { HttpServer } from "../venue/sim/server/http-server.ts";
import type { Action } from "./command.ts";
import { type ExchangeKeys, givenKeys, ownKey } from "./exchange-keys.ts";
import type { ExchangeOptions } from "./exchange-options.ts";
import { type PlayedTape, playedTape } from "./exchange-tape.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

/** Serves the embedded exchange until a signal ends it. */
export const action: Action<ExchangeOptions> = async ({ options, print, complain }) => {
  if (options.describe === true) {
    const { describeMarket } = await import("./exchange-describe.ts");
    return describeMarket(options, print);
  }
  refuseStray(options);
  const tape = await playedTape(options);
  const { accounts, privateKeyFile } = keysOf(options);
  const isTemporary = privateKeyFile !== undefined && options.state === undefined;
  try {
    const server = open(options, accounts, tape);
    const signal = nextSignal();
    const first = accounts[0]!.keyId;
    print(
      JSON.stringify({
        rest_url: server.restUrl,
        ws_url: server.webSocketUrl,
        admin_url: server.adminUrl,
        spotify_url: server.spotifyUrl,
        key_id: first,
        private_key_file: privateKeyFile ?? null,
        key_ids: accounts.map(({ keyId }) => keyId),
      }),
    );
    if (!options.json && tape !== undefined) complain(tape.told);
    if (!options.json) complain(`The embedded exchange listens at ${server.restUrl}; Ctrl-C ends it.`);
    const code = 128 + (await signal);
    await server.close();
    return code;
  } finally {
    if (isTemporary) systemFiles.remove(privateKeyFile);
  }
};

/** Throws CommandFailure for options that mean nothing together. */
function refuseStray({ months, days, crowd, tape }: ExchangeOptions): void {
  const alone = months !== undefined ? "months" : days !== undefined ? "days" : undefined;
  if (alone !== undefined) throw new CommandFailure(`--${alone} goes with --describe: add it`, EXIT.usage);
  if (crowd !== undefined && tape !== undefined) {
    throw new CommandFailure(
      "--crowd: on a tape nobody trades but those on it; leave out one of --crowd and --tape",
      EXIT.usage,
    );
  }
}

function keysOf({ publicKey, keyId, keyType, state }: ExchangeOptions): ExchangeKeys {
  if (publicKey.length + keyId.length > 0) return givenKeys(publicKey, keyId, systemFiles);
  const temporaryFile = join(tmpdir(), `tauroi-exchange-${entropy32().toString(36)}${entropy32().toString(36)}.pem`);
  return ownKey(keyType, { state, temporaryFile, files: systemFiles, readSecret: readSecretFile });
}

function open(options: ExchangeOptions, accounts: ExchangeKeys["accounts"], tape: PlayedTape | undefined): HttpServer {
  const { seed, port, closeIn, feeType, fault, switch: switches, balanceUsd } = options;
  try {
    return openEmbeddedExchange({
      seed,
      port,
      accounts,
      clock: systemClock,
      timers: systemTimers,
      balance: (balanceUsd * DOLLAR) as Money,
      fees: { type: feeType, multiplier: 1 },
      faults: fault,
      switches,
      ...(closeIn !== undefined && { closeInMs: closeIn }),
      ...(tape !== undefined && { tape }),
      ...(options.crowd !== undefined && { crowd: options.crowd }),
      ...(options.spotify !== undefined && { spotify: scriptIn(options.spotify) }),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new CommandFailure(error.message, EXIT.usage);
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new CommandFailure(`port ${port} is taken: name another, or 0 for any that is free`, EXIT.usage);
  }
}

function scriptIn(path: string): unknown {
  const text = systemFiles.readText(path);
  if (text === undefined) throw new CommandFailure(`--spotify ${path}: there is no such file`, EXIT.usage);
  try {
    return Bun.TOML.parse(text);
  } catch (error) {
    throw new CommandFailure(
      `--spotify ${path}: it is not TOML: ${error instanceof Error ? error.message : error}`,
      EXIT.usage,
    );
  }
}

/** The number of the first signal that comes; after it the usual ones end the program again. */
function nextSignal(): Promise<number> {
  return new Promise((resolve) => {
    for (const [name, number] of Object.entries(SIGNALS)) process.once(name, () => resolve(number));
  });
}
