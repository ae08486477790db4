import type { Clock } from "../../ambient/clock.ts";
import type { Command } from "../../engine/command.ts";
import type { Desk } from "../../engine/desk.ts";
import type { Input } from "../../engine/input.ts";
import { toContracts } from "../../market/units.ts";
import type { View } from "../view.ts";
import { GuardCount } from "./guard-count.ts";
import { MetricRegistry } from "./registry.ts";
import { RequestTimes } from "./request-times.ts";
import { takeView } from "./view-metrics.ts";

/** A page is made so often at most, however often it is asked for. */
const PAGE_EVERY_MS = 1_000;

export interface RunMetricsParts {
  /** "tauroi 0.1.0 (1a2b3c4d5e6f)". */
  readonly program: string;
  /** This machine's. */
  readonly clock: Clock;
}

/** What is behind a page of metrics. */
export interface MeasuredRun {
  /** What a viewer would be shown now. */
  readonly view: () => View;
  /** The engine's memory, to look at. */
  readonly desk: () => Desk | undefined;
  /** Inputs that the journal hasn't got onto the disk; undefined where none is kept. */
  readonly journalBacklog?: (() => number | undefined) | undefined;
}

/**
 * The metrics of a run. Counts as things happen, from outside of the engine; everything else is read when a page is asked for, once a second at most. Whatever
 * fails here is nobody's trouble but the page's.
 */
export class RunMetrics {
  readonly #registry = new MetricRegistry();
  readonly #times = new RequestTimes(this.#registry);
  readonly #guards = new GuardCount(this.#registry);
  readonly #clock: Clock;
  #run: MeasuredRun | undefined;
  #lastInputAt: number | undefined;
  #page: { readonly text: Promise<string>; readonly at: number } | undefined;

  constructor({ program, clock }: RunMetricsParts) {
    this.#clock = clock;
    const [, version = program, commit = "unknown"] = /^tauroi (\S+) \((.+)\)$/.exec(program) ?? [];
    this.#registry.set("tauroi_build_info", { version, commit }, 1);
  }

  /** From here on there is something to read. */
  show(run: MeasuredRun): void {
    this.#run = run;
  }

  /** To be told of every input with the commands that it caused. */
  readonly watch = (input: Input, commands: readonly Command[]): void => {
    this.#lastInputAt = this.#clock.now();
    this.#times.watch(input, commands);
    if (input.type === "fill") {
      const { ticker, side, quantity } = input;
      this.#registry.count("tauroi_fills_total", { ticker, side });
      this.#registry.count("tauroi_filled_contracts_total", { ticker, side }, toContracts(quantity));
    } else if (input.type === "heartbeat") {
      this.#registry.set("tauroi_feed_lag_seconds", {}, input.lagMs / 1_000);
    } else if (input.type === "health") {
      this.#registry.set("tauroi_loop_lag_seconds", {}, input.loopLagMs / 1_000);
    }
    const desk = this.#run?.desk();
    if (desk !== undefined) this.#guards.watch(desk);
  };

  /** An order's intent has become durable, so long after that was asked for. */
  readonly synced = (tookMs: number): void => this.#registry.observe("tauroi_journal_sync_seconds", {}, tookMs / 1_000);

  /** A message has reached the webhook, or never will. */
  readonly messaged = (result: "delivered" | "abandoned"): void =>
    this.#registry.count("tauroi_alert_messages_total", { result });

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** What Prometheus reads. */
  page(): Promise<string> {
    const at = this.#clock.now();
    if (this.#page === undefined || at - this.#page.at >= PAGE_EVERY_MS || at < this.#page.at) {
      this.#page = { text: this.#made(at), at };
    }
    return this.#page.text;
  }

  async #made(at: number): Promise<string> {
    if (this.#run !== undefined && this.#run.desk() !== undefined) {
      const age = this.#lastInputAt === undefined ? undefined : (at - this.#lastInputAt) / 1_000;
      this.#registry.set("tauroi_last_input_age_seconds", {}, age);
      this.#registry.set("tauroi_journal_backlog", {}, this.#run.journalBacklog?.());
      takeView(this.#registry, this.#run.view());
    }
    return await this.#registry.text();
  }
}
