import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemFiles } from "../../../src/ambient/files.ts";
import type { AlertSettings } from "../../../src/app/observation-settings.ts";
import { type ObservedRun, observeRun } from "../../../src/app/observed-run.ts";
import type { SessionEnd } from "../../../src/app/session.ts";
import { nullJournal } from "../../../src/journal/journal.ts";
import { after } from "../../../src/market/units.ts";
import { type HarnessOptions, LiveHarness } from "../../venue/kalshi/live-harness.ts";
import { Webhook } from "./webhook.ts";

/** Quotes too wide for anybody to take. */
export const PATIENT = { halfSpreadCents: 12, skewCentsPerContract: 0 };

/** The program's own live run on the embedded exchange, in virtual time, whose alerts go to a webhook that really listens. */
export class WatchedRun {
  readonly harness: LiveHarness;
  readonly hook = new Webhook();
  readonly folder = mkdtempSync(join(tmpdir(), "tauroi-alerts-"));
  readonly #settings: Partial<AlertSettings>;
  #observed: ObservedRun | undefined;

  constructor(options: HarnessOptions = {}, settings: Partial<AlertSettings> = {}) {
    this.#settings = settings;
    this.harness = new LiveHarness({
      isQuiet: true,
      ...options,
      flags: { ...PATIENT, ...options.flags },
      watch: (input, commands) => {
        this.#observed?.watch(input, commands);
        options.watch?.(input, commands);
      },
    });
  }

  get observed(): ObservedRun {
    return this.#observed!;
  }

  async open(): Promise<this> {
    const { time, addresses } = this.harness;
    this.#observed = await observeRun({
      observation: {
        logLevel: "info",
        metrics: undefined,
        alerts: { url: this.hook.url, format: "json", sessions: false, breakerShare: 0.7, ...this.#settings },
      },
      program: "tauroi test",
      venue: addresses.restUrl,
      state: this.folder,
      clock: time,
      timers: time,
      files: systemFiles,
      logFile: join(this.folder, "log"),
      fetch: this.hook.fetch,
    });
    this.#observed.join(await this.harness.open(), nullJournal);
    return this;
  }

  /** Lets so much time pass, and what reaches the webhook be answered. */
  async pass(ms: number): Promise<void> {
    const until = after(this.harness.time.now(), ms);
    while (this.harness.time.now() < until) {
      await this.harness.pass(Math.min(1_000, until - this.harness.time.now()));
      await this.hook.quiet();
    }
  }

  /** Lets time pass until the webhook has been told so. Throws when it isn't within ten minutes of virtual time. */
  async told(id: string, what = "raised"): Promise<Record<string, unknown>> {
    for (let second = 0; second < 600; second++) {
      const found = this.hook.documents.find((document) => document["id"] === id && document["what"] === what);
      if (found !== undefined) return found;
      await this.pass(1_000);
    }
    throw new Error(`no ${id} ${what}; told: ${this.words.join(", ")}`);
  }

  /** What has been told, in order. */
  get words(): readonly string[] {
    return this.hook.documents.map(({ id, what }) => `${String(id)} ${String(what)}`);
  }

  /** Plays to the end, and has it told. */
  async end(): Promise<SessionEnd> {
    const end = await this.harness.play();
    const told = this.observed.ended(end);
    await this.hook.quiet();
    await told;
    return end;
  }

  async close(): Promise<void> {
    this.observed.close();
    await this.harness.close();
    await this.hook.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
