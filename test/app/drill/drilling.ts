import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemFiles } from "../../../src/ambient/files.ts";
import { Random } from "../../../src/ambient/random.ts";
import { type DrillAccountParts, type DrilledAccount, drillAccount } from "../../../src/app/drill/drill-account.ts";
import { type StandIn, type StandInOrder, standIn } from "../../../src/app/drill/stand-in.ts";
import { openBench } from "../../../src/venue/kalshi/probe/open-bench.ts";
import { ProbeWorld, type ProbeWorldOptions } from "../../venue/kalshi/probe/probe-world.ts";
import { SERIES } from "../../venue/kalshi/stranger.ts";

/** A drill on the embedded exchange, in one process and on one virtual clock; what stands in for an engine is a bench whose requests end with it. */
export class Drilling {
  readonly world: ProbeWorld;
  readonly folder = mkdtempSync(join(tmpdir(), "tauroi-drill-"));
  readonly state = join(this.folder, "state");
  readonly told: string[] = [];
  readonly #epoch: string;
  /** Done when the stand-in has been killed. */
  onDeath: () => void = () => undefined;

  constructor(options: ProbeWorldOptions = {}, epoch = "one") {
    this.world = new ProbeWorld(options);
    this.#epoch = epoch;
  }

  get place() {
    return { uid: process.getuid!(), runtime: undefined, temporary: this.folder };
  }

  drill(parts: Partial<DrillAccountParts> = {}): Promise<DrilledAccount> {
    const { world, state, told } = this;
    return world.passing(
      drillAccount({
        restUrl: world.restUrl,
        key: world.key,
        target: { series: SERIES },
        state,
        killFolders: [],
        program: "test",
        epoch: this.#epoch,
        isPlayMoney: true,
        signal: world.abort.signal,
        place: this.place,
        files: systemFiles,
        replace: async (path, text) => {
          systemFiles.makeFolder(join(path, ".."));
          writeFileSync(path, text);
        },
        clock: world.time,
        timers: world.time,
        random: Random.seeded(3),
        fetch: world.fetch,
        standIn: (order) => this.standIn(order),
        tell: (text) => told.push(text),
        ...parts,
      }),
    );
  }

  /** A process of its own, as far as the exchange can tell: dead, nothing that it does reaches anybody. */
  async standIn(order: StandInOrder): Promise<StandIn> {
    const { world } = this;
    let isDead = false;
    const never = new Promise<never>(() => undefined);
    const fetchAlive = (async (...call: Parameters<typeof fetch>) => {
      if (isDead) return await never;
      const answer = await world.fetch(...call);
      return isDead ? await never : answer;
    }) as typeof fetch;
    const bench = await openBench({
      restUrl: world.restUrl,
      key: world.key,
      target: { markets: [order.ticker] },
      epoch: this.#epoch,
      isPlayMoney: true,
      waitMs: 0,
      signal: new AbortController().signal,
      clock: world.time,
      timers: world.time,
      uniform: () => 0.5,
      fetch: fetchAlive,
      keep: async () => undefined,
    });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    standIn(bench, order, resolve).catch(reject); // once it is dead, nobody hears what became of its requests
    const orderId = await promise;
    return {
      orderId,
      die: async () => {
        isDead = true;
        this.onDeath();
      },
    };
  }

  close(): void {
    this.world.close();
    rmSync(this.folder, { recursive: true });
  }
}
