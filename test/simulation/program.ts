import { Random } from "../../src/ambient/random.ts";
import { type Configuration, loadConfiguration } from "../../src/app/config.ts";
import { type LiveRun, openLiveRun } from "../../src/app/live-run.ts";
import type { SessionEnd } from "../../src/app/session.ts";
import type { Command } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import { type LastEngine, recovered } from "../../src/journal/recover.ts";
import type { Time } from "../../src/market/units.ts";
import type { KalshiKey } from "../../src/venue/kalshi/key.ts";
import type { VenueNotice } from "../../src/venue/kalshi/notice.ts";
import { SERIES } from "./crowd.ts";
import type { Disk } from "./disk.ts";
import type { SimulatedExchange } from "./exchange.ts";
import type { Life, Machine, SteadyClock } from "./life.ts";
import type { Network } from "./network.ts";

export const REST_URL = "http://127.0.0.1:1/trade-api/v2";
const PROGRAM = "simulation";
const STREAM_URL = "ws://127.0.0.1:1/trade-api/ws/v2";

export interface ProgramOptions {
  readonly life: Life;
  readonly machine: Machine;
  readonly network: Network;
  readonly exchange: SimulatedExchange;
  readonly disk: Disk;
  readonly epoch: string;
  readonly seed: number;
  /** It begins although another engine seems to be alive on the account. */
  readonly takeover: boolean;
  readonly unattended: boolean;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly watch: (program: Program, input: Input, commands: readonly Command[]) => void;
  readonly notice: (program: Program, notice: VenueNotice) => void;
  /** It could not begin, or its run has ended. */
  readonly over: (program: Program) => void;
}

/** How one life of the program came to its end, as far as it did. */
export type Outcome =
  | { readonly type: "opening" }
  | { readonly type: "running" }
  | { readonly type: "refused"; readonly error: unknown }
  | { readonly type: "ended"; readonly end: SessionEnd };

/** The real live run, on a simulated machine. */
export class Program {
  readonly life: Life;
  readonly epoch: string;
  readonly configuration: Configuration;
  outcome: Outcome = { type: "opening" };
  run: LiveRun | undefined;
  readonly #clock: SteadyClock;

  constructor(readonly options: ProgramOptions) {
    this.life = options.life;
    this.#clock = options.machine.steady();
    this.epoch = options.epoch;
    const flags = { headless: true, venue: REST_URL, series: SERIES, profile: "documented", ...options.flags };
    this.configuration = loadConfiguration({ flags, environment: {} });
    void this.#live();
  }

  /** The present by its own clock, which may be off and stands still while its machine is suspended. */
  get now(): Time {
    return this.#clock.now();
  }

  /** Its machine is suspended for so long, as when its host moves it: the program does nothing, and its clock stands still. */
  suspend(forMs: number): void {
    this.life.hang(forMs);
    this.#clock.lose(forMs);
  }

  async #live(): Promise<void> {
    const { life, network, exchange, disk, seed, watch, notice, takeover, unattended } = this.options;
    const journal = disk.journalOf(life);
    try {
      const left = leftOn(disk);
      const epochs = disk.sessions().map(({ epoch }) => epoch);
      disk.lastEpochAtStart.set(this.epoch, epochs.at(-1));
      const run = await openLiveRun({
        configuration: this.configuration,
        addresses: { restUrl: REST_URL, streamUrl: STREAM_URL },
        key: simulatedKey(exchange.account),
        epoch: this.epoch,
        program: PROGRAM,
        left,
        epochs,
        takeover,
        journal,
        clock: this.#clock,
        timers: life,
        random: Random.seeded(seed),
        wire: {
          fetch: network.fetchOf(life),
          openSocket: network.socketsOf(life),
          streamTiming: { reviewMs: 500 },
        },
        unattended,
        watch: (input, commands) => watch(this, input, commands),
        notice: (said) => notice(this, said),
      });
      this.run = run;
      this.outcome = { type: "running" };
      const end = await run.play();
      await journal.close().catch(() => {}); // as src/cli/run-headless.ts does: a disk that takes nothing is complained of
      this.outcome = { type: "ended", end };
    } catch (error) {
      this.outcome = { type: "refused", error };
    }
    if (life.isAlive) this.options.over(this);
  }
}

/** What the disk's journal knows of earlier runs, as the program itself finds it out (src/journal/recover.ts). */
function leftOn(disk: Disk): LastEngine | { readonly problem: string } | undefined {
  try {
    return recovered(disk, PROGRAM);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Signs nothing: the exchange of the simulation looks at the time alone. */
export function simulatedKey(id: string): KalshiKey {
  return { id, type: "ed25519", sign: () => "-", toJSON: () => ({ id }) } as unknown as KalshiKey;
}
