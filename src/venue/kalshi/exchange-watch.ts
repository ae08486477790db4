import type { Clock } from "../../ambient/clock.ts";
import type { Timers } from "../../ambient/timers.ts";
import type { ExchangeStatus as StatusInput } from "../../engine/input.ts";
import type { Time } from "../../market/units.ts";
import { attestationAt } from "./attestation.ts";
import type { Notify } from "./notice.ts";
import { nextPause, type PauseWindow, pauseWindows } from "./pauses.ts";
import { Repeating } from "./repeating.ts";
import { apiKeys } from "./rest/account.ts";
import { KalshiError } from "./rest/error.ts";
import { type ExchangeSchedule, type ExchangeStatus, exchangeSchedule, exchangeStatus } from "./rest/exchange.ts";
import type { ReadClient } from "./rest/read-client.ts";

const STATUS_MS = 5_000;
const SLOW_MS = 5 * 60_000;
/** The exchange counts as paused when its state could not be read for so long. */
const UNKNOWN_AFTER_MS = 30_000;

/** What is known of the exchange as a whole when trading begins. */
export interface ExchangeKnown {
  readonly status: ExchangeStatus;
  readonly schedule: ExchangeSchedule;
  readonly attestedUntil: Time | undefined;
}

interface ExchangeWatchParts {
  readonly client: ReadClient;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly exchangeIndex: number;
  /** The account's location attestation counts; unless said otherwise. */
  readonly attests?: boolean;
  readonly emit: (input: StatusInput) => void;
  readonly notify: Notify;
}

/** Whether trading runs and when it pauses next: read again and again, since neither is told by any stream. */
export class ExchangeWatch {
  readonly #parts: ExchangeWatchParts;
  #windows: readonly PauseWindow[] = [];
  #schedule: ExchangeSchedule;
  #attestedUntil: Time | undefined;
  #alarm = 0;
  #trading: boolean;
  #knownAt: Time;
  #stoodStillAt: Time | undefined;
  #told = "";

  constructor(known: ExchangeKnown, parts: ExchangeWatchParts) {
    this.#parts = parts;
    this.#schedule = known.schedule;
    this.#attestedUntil = known.attestedUntil;
    this.#knownAt = parts.clock.now();
    this.#trading = this.#isTrading(known.status);
    new Repeating(parts.timers, STATUS_MS, () => this.#readStatus());
    new Repeating(parts.timers, SLOW_MS, () => this.#readSlow());
  }

  /** When the account's location attestation lapses; undefined without one, or where it doesn't count. */
  get attestedUntil(): Time | undefined {
    return this.#attestedUntil;
  }

  /** Tells how it is, if that is news or nothing has been told yet. */
  tell(): void {
    const { clock, emit } = this.#parts;
    const now = clock.now();
    this.#windows = pauseWindows(this.#schedule, now);
    if (!this.#trading) this.#stoodStillAt = now;
    const trading = this.#trading && this.#mayTrade(now);
    const nextPauseAt = nextPause(this.#windows, now, this.#trading, this.#stoodStillAt);
    const said = `${trading} ${nextPauseAt}`;
    if (said === this.#told) return;
    this.#told = said;
    emit({ type: "exchange", at: now, trading, ...(nextPauseAt !== undefined && { nextPauseAt }) });
  }

  async #readStatus(): Promise<void> {
    const { client, clock, notify } = this.#parts;
    try {
      this.#trading = this.#isTrading(await client.read(exchangeStatus()));
      this.#knownAt = clock.now();
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error;
      if (clock.now() - this.#knownAt > UNKNOWN_AFTER_MS && this.#trading) {
        this.#trading = false;
        notify(
          "warning",
          "status-unknown",
          `the exchange's state can't be read, so it counts as paused: ${error.message}`,
        );
      }
    }
    this.tell();
  }

  async #readSlow(): Promise<void> {
    const { client } = this.#parts;
    try {
      this.#schedule = await client.read(exchangeSchedule());
      if (this.#parts.attests !== false) this.#attestedUntil = (await client.read(apiKeys())).attestedUntil;
    } catch (error) {
      if (!(error instanceof KalshiError)) throw error; // what was known stays
    }
    this.tell();
  }

  #isTrading({ shards, ...whole }: ExchangeStatus): boolean {
    const here = shards.find(({ exchangeIndex }) => exchangeIndex === this.#parts.exchangeIndex) ?? whole;
    return here.exchangeActive && here.tradingActive;
  }

  #mayTrade(now: Time): boolean {
    if (this.#parts.attests === false) return true;
    const { mayTrade, level, text } = attestationAt(this.#attestedUntil, now);
    if (level > this.#alarm) this.#parts.notify(mayTrade ? "warning" : "critical", "attestation", text);
    this.#alarm = level;
    return mayTrade;
  }
}
