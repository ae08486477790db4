import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Random } from "../../src/ambient/random.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { type LiveRun, openLiveRun } from "../../src/app/live-run.ts";
import type { SessionEnd } from "../../src/app/session.ts";
import type { Command } from "../../src/engine/command.ts";
import type { Desk } from "../../src/engine/desk.ts";
import type { Input } from "../../src/engine/input.ts";
import { type OpenJournal, openJournal } from "../../src/journal/open-journal.ts";
import { lastEngine } from "../../src/journal/recover.ts";
import { sessionEpochs } from "../../src/journal/session-epochs.ts";
import { KalshiKey } from "../../src/venue/kalshi/key.ts";
import { Lifetime } from "../../src/venue/kalshi/lifetime.ts";
import type { VenueNotice } from "../../src/venue/kalshi/notice.ts";
import { KEY_PEM, type LiveHarness } from "../venue/kalshi/live-harness.ts";
import { SERIES } from "../venue/kalshi/stranger.ts";

export interface LifeOptions {
  readonly epoch: string;
  /** Its state folder; an empty one when left out. */
  readonly state?: string;
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly takeover?: boolean;
  readonly unattended?: boolean;
  /** Its version. */
  readonly program?: string;
}

/** One life of the program on a harness's exchange, with a journal on a real disk: from its start to an orderly end, or to a crash at any moment. */
export class EngineLife {
  readonly state: string;
  readonly inputs: Input[] = [];
  readonly commands: Command[] = [];
  readonly notices: VenueNotice[] = [];
  readonly #harness: LiveHarness;
  readonly #options: LifeOptions;
  readonly #lifetime: Lifetime;
  readonly #folders: string[] = [];
  #journal: OpenJournal | undefined;
  #run: LiveRun | undefined;

  constructor(harness: LiveHarness, options: LifeOptions) {
    this.#harness = harness;
    this.#options = options;
    this.#lifetime = new Lifetime(harness.time);
    this.state = options.state ?? this.#folder();
  }

  get run(): LiveRun {
    return this.#run!;
  }

  get desk(): Desk {
    return this.run.session.engine.desk!;
  }

  async open(): Promise<this> {
    const { addresses, time, account } = this.#harness;
    const { epoch, flags = {}, takeover = false, unattended = true, program = "tauroi test" } = this.#options;
    const journal = openJournal(this.state, program, { writer: "direct", clock: time, timers: this.#lifetime });
    this.#journal = journal;
    const configuration = loadConfiguration({
      flags: { headless: true, venue: addresses.restUrl, series: SERIES, profile: "documented", ...QUOTES, ...flags },
      environment: {},
    });
    const opening = openLiveRun({
      configuration,
      addresses,
      key: KalshiKey.fromPem(account, KEY_PEM),
      epoch,
      program,
      journal,
      notes: journal.notes,
      left: lastEngine(this.state, program),
      epochs: sessionEpochs(this.state),
      takeover,
      unattended,
      clock: time,
      timers: this.#lifetime,
      random: Random.seeded(3),
      wire: { fetch: this.#fetch, openSocket: this.#harness.wire.openSocket },
      watch: (input, caused) => {
        this.inputs.push(input);
        this.commands.push(...caused);
      },
      notice: (notice) => this.notices.push(notice),
    });
    this.#run = await this.#harness.passing(opening);
    return this;
  }

  play(): Promise<SessionEnd> {
    return this.#harness.passing(this.run.play());
  }

  /** Pulls everything and ends in good order. */
  async stop(): Promise<SessionEnd> {
    const end = this.play();
    this.run.session.operate("stop", "test");
    const ended = await end;
    await this.close();
    return ended;
  }

  /** Dies at once, whatever is under way: nothing is sent, heard or written any more. Answers the state folder as it is left. */
  crash(): string {
    const left = this.#folder();
    cpSync(this.state, left, { recursive: true });
    rmSync(join(left, "journal.sqlite-shm"), { force: true });
    this.#lifetime.end();
    this.#run?.venue.close();
    return left;
  }

  /** A copy of its state folder as it is now. */
  copy(): string {
    const left = this.#folder();
    cpSync(this.state, left, { recursive: true });
    rmSync(join(left, "journal.sqlite-shm"), { force: true });
    return left;
  }

  async close(): Promise<void> {
    this.#lifetime.end();
    this.#run?.venue.close();
    const journal = this.#journal;
    this.#journal = undefined;
    await journal?.close().catch(() => undefined);
  }

  remove(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  of<Type extends Input["type"]>(type: Type): Extract<Input, { type: Type }>[] {
    return this.inputs.filter((input): input is Extract<Input, { type: typeof type }> => input.type === type);
  }

  #folder(): string {
    const folder = mkdtempSync(join(tmpdir(), "tauroi-life-"));
    this.#folders.push(folder);
    return folder;
  }

  readonly #fetch = (async (...request: Parameters<typeof fetch>) => {
    if (this.#lifetime.isOver) return await new Promise<never>(() => undefined);
    const answer = await this.#harness.wire.fetch(...request);
    if (this.#lifetime.isOver) return await new Promise<never>(() => undefined);
    return answer;
  }) as typeof fetch;
}

/** One contract, at a distance at which it rests for a while. */
const QUOTES = { halfSpread: "fixed", halfSpreadCents: 2, orderSize: 1 };
