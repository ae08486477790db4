import type { Timers } from "../../../ambient/timers.ts";
import { after, type Quantity, type Time } from "../../../market/units.ts";
import { Kill, type KillGrade } from "../../../risk/kill.ts";
import type { RestClient } from "../rest/client.ts";
import { KalshiError } from "../rest/error.ts";
import type { Order } from "../rest/orders.ts";
import { BatchCancels } from "./batch-cancels.ts";
import { type CancelAllState, CancelEverything } from "./cancel-everything.ts";
import { GroupTriggers } from "./group-triggers.ts";
import { type Persistence, pause, waitMs } from "./kill-call.ts";
import { isOurs, type RestingList, type RestingScope, readResting } from "./resting-list.ts";

/** Between two readings that are wanted as proof: they have to be a second apart. */
const BETWEEN_READINGS_MS = 1_000;
const TICK_MS = 1_000;
/** A create that was sent before may arrive so much later, by the oldest signature that is accepted (SAFETY.md, V-12). */
const LATE_CREATE_MS = 35_000;
/** No order of ours expires later than this after it was sent or renewed. */
const LONGEST_LIFE_MS = 50_000;

export interface KillerOptions extends RestingScope {
  /** Its own, for what becomes of other connections must not matter; it signs, and knows the exchange's clock. */
  readonly client: RestClient;
  readonly timers: Timers;
  /** A number in [0, 1), for the jitter of waits. */
  readonly uniform: () => number;
  readonly by: string;
  /** Order groups of ours that are known. */
  readonly groups: readonly string[];
  /** The shard of those groups. */
  readonly exchangeIndex?: number | undefined;
  /** An engine that is out of reach may go on renewing orders: their expiry bounds nothing. */
  readonly mayBeRenewed?: boolean;
  /** Told when something has come of it. */
  readonly told?: (news: KillNews) => void;
}

export type KillNews =
  /** Grade, counts or proof are not what they were. */
  | { readonly type: "changed" }
  /** The exchange has carried out the cancel-all, or everything that was listed without one was cancelled or found gone. */
  | { readonly type: "cancelledAll" }
  /** The account may not cancel everything at once. */
  | { readonly type: "forbidden" }
  /** What rests, before any of it is cancelled singly. */
  | { readonly type: "listed"; readonly list: RestingList }
  /** A single order was taken off, with what was left of it; undefined when it wasn't there any more. */
  | { readonly type: "ended"; readonly order: Order; readonly reducedBy: Quantity | undefined }
  | { readonly type: "failed"; readonly error: KalshiError };

/** How far it has come, by the exchange's clock. */
export interface KillProgress {
  readonly grade: KillGrade;
  readonly by: string;
  readonly at: Time;
  /** Orders that the last list showed; undefined while there is none. */
  readonly mayRest: number | undefined;
  /** The same, by a list of later than our last cancel. */
  readonly stillResting: number;
  readonly pastClose: readonly Order[];
  readonly lastExpiry: Time | undefined;
  readonly confirmedAt: Time | undefined;
  readonly cancelAll: CancelAllState;
  /** When the cancel-all was carried out. */
  readonly cancelledAllAt: Time | undefined;
  readonly groupsTriggered: number;
  readonly groupsKnown: number;
  /** What went wrong last, while it goes wrong. */
  readonly trouble: KalshiError | undefined;
}

/**
 * Takes everything off the book and proves it: the one way of a kill, for an engine and for whoever kills without one (SAFETY.md, Kill). It needs an
 * address and a key and no other knowledge. At once and in parallel: the exchange's cancel-all, a trigger for each known order group, and lists of
 * what rests, each repeated for ever; the lists tell of more groups, of what has to be cancelled singly, and at last that nothing rests.
 */
export class Killer {
  readonly kill: Kill;
  readonly #options: KillerOptions;
  readonly #everything: CancelEverything;
  readonly #groups: GroupTriggers;
  readonly #batches: BatchCancels;
  readonly #proven = Promise.withResolvers<void>();
  #isOver = false;
  #ticks = 0;
  #list: RestingList | undefined;
  #cancelledAllAt: Time | undefined;
  #trouble: KalshiError | undefined;
  #isForbiddenTold = false;
  #isCancelledTold = false;

  constructor(options: KillerOptions) {
    const { client, timers, uniform, subaccount, exchangeIndex } = options;
    this.#options = options;
    const at = this.#now;
    this.kill = new Kill(at, options.by, 0, undefined, 0);
    if (options.mayBeRenewed !== true) this.kill.boundedBy(after(at, LATE_CREATE_MS + LONGEST_LIFE_MS));
    const persistence: Persistence = {
      timers,
      uniform,
      isOver: () => this.#isOver,
      failed: (error) => this.#failed(error),
    };
    const acted = (): void => this.#acted();
    const place = { ...(subaccount !== undefined && subaccount !== 0 && { subaccount }), exchangeIndex };
    this.#everything = new CancelEverything({ client, persistence, subaccount, acted });
    this.#groups = new GroupTriggers({ client, persistence, place, acted });
    this.#batches = new BatchCancels({
      client,
      persistence,
      now: () => this.#now,
      acted,
      ended: (order, reducedBy) => options.told?.({ type: "ended", order, reducedBy }),
    });
  }

  /** Begins. What can go out goes out before this returns. */
  start(): void {
    if (!this.#options.oursOnly) void this.#everything.send();
    for (const id of this.#options.groups) this.#groups.add(id);
    void this.#read();
    this.#tick();
  }

  /** Sends nothing more. */
  stop(): void {
    this.#isOver = true;
    this.#proven.resolve();
  }

  /** Resolves when it is CONFIRMED and no known group can take orders, or when it has been stopped. */
  get proven(): Promise<void> {
    return this.#proven.promise;
  }

  get progress(): KillProgress {
    const { grade, by, at, stillResting, lastExpiry, confirmedAt } = this.kill;
    return {
      grade,
      by,
      at,
      mayRest: this.#list?.open.length,
      stillResting,
      pastClose: this.#list?.pastClose ?? [],
      lastExpiry,
      confirmedAt,
      cancelAll: this.#everything.state,
      cancelledAllAt: this.#cancelledAllAt,
      groupsTriggered: this.#groups.done.length,
      groupsKnown: this.#groups.known.length,
      trouble: this.#trouble,
    };
  }

  get #now(): Time {
    return this.#options.client.exchangeClock.now();
  }

  async #read(): Promise<void> {
    const { client, timers, uniform } = this.#options;
    for (let failures = 0; !this.#isOver; ) {
      let waitForMs = BETWEEN_READINGS_MS;
      try {
        await this.#take(await readResting(client, this.#options));
        failures = 0;
      } catch (error) {
        if (!(error instanceof KalshiError)) throw error;
        this.#failed(error);
        waitForMs = waitMs(error, ++failures, uniform());
      }
      if (this.#isProven) this.stop();
      else await pause(timers, waitForMs);
    }
  }

  async #take(list: RestingList): Promise<void> {
    const { told } = this.#options;
    this.#list = list;
    this.#trouble = undefined;
    for (const order of [...list.open, ...list.pastClose]) {
      if (order.orderGroupId !== undefined && isOurs(order)) this.#groups.add(order.orderGroupId);
    }
    told?.({ type: "listed", list });
    if (list.open.length > 0 || !this.#mayArrive(list.asOf)) {
      this.kill.onReading({ at: this.#now, asOf: list.asOf, resting: list.open, pastClose: list.pastClose.length }, 0);
    }
    told?.({ type: "changed" });
    if (!this.#cancelsSingly(list.asOf)) return;
    const isWhole = list.open.length === 0 || (await this.#batches.cancel(list.open, list.asOf));
    if (isWhole && list.asOf >= this.kill.at && this.#everything.state !== "failing") this.#tellCancelled();
  }

  /** Whether what rests is cancelled order by order: there is no cancel-all, it doesn't come through, or it has left something. */
  #cancelsSingly(asOf: Time): boolean {
    const { state } = this.#everything;
    if (state === "accepted") return asOf > (this.#cancelledAllAt ?? asOf);
    return state !== "asked";
  }

  /**
   * Whether, after a list of that moment, an order could still come to rest that was sent before the kill or that somebody goes on sending: not
   * while the cancel-all's minute lasts, nor into a triggered group, nor so late.
   */
  #mayArrive(asOf: Time): boolean {
    const { done, known } = this.#groups;
    if (done.length < known.length) return true;
    const { groups } = this.#options;
    const isGuarded = groups.length > 0 && groups.every((id) => this.#groups.isTriggered(id));
    const isFenced = isGuarded || this.#everything.state === "accepted";
    return !isFenced && asOf < after(this.kill.at, LATE_CREATE_MS);
  }

  get #isProven(): boolean {
    return this.kill.grade === "CONFIRMED" && this.#groups.done.length === this.#groups.known.length;
  }

  /** A request goes out, or its answer has come: only what the exchange shows of later moments is proof. */
  #acted(): void {
    const now = this.#now;
    this.kill.onCancelSent(now);
    if (this.#everything.state === "accepted") {
      this.#cancelledAllAt ??= now;
      this.#tellCancelled();
    }
    if (this.#everything.state === "forbidden" && !this.#isForbiddenTold) {
      this.#isForbiddenTold = true;
      this.#options.told?.({ type: "forbidden" });
    }
  }

  #tellCancelled(): void {
    if (this.#isCancelledTold) return;
    this.#isCancelledTold = true;
    this.#options.told?.({ type: "cancelledAll" });
  }

  #failed(error: KalshiError): void {
    this.#trouble = error;
    this.#options.told?.({ type: "failed", error });
  }

  /** Time as a bound counts it: never more than has passed on our timers, though a clock be set forward. */
  #tick(): void {
    if (this.#isOver) return;
    const grade = this.kill.grade;
    this.kill.onTick(Math.min(this.#now, after(this.kill.at, this.#ticks++ * TICK_MS)) as Time);
    if (this.kill.grade !== grade) this.#options.told?.({ type: "changed" });
    this.#options.timers.after(TICK_MS, () => this.#tick());
  }
}
