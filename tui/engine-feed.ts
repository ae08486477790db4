import type { View } from "../src/app/view.ts";
import type { ViewerConnection } from "../src/app/viewer.ts";
import type { Feed } from "./feed.ts";
import type { LocalClock } from "./local-clock.ts";
import { printable, printableView } from "./printable.ts";

/** At most four pictures a second, however many snapshots come. */
export const FRAME_MS = 250;

const VERSION: View["v"] = 3;

/**
 * The engine as the viewer sees it. Snapshots are taken up at the viewer's own pace: the newest at each beat, the first and
 * the end at once. Between them only local time moves.
 */
export class EngineFeed {
  #feed: Feed;
  /** What has come and is not shown yet. */
  #newest: { readonly view: View; readonly at: number } | undefined;
  readonly #clock: LocalClock;
  readonly #changed: () => void;
  readonly #stopBeat: () => void;

  constructor(clock: LocalClock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
    const now = clock.now();
    this.#feed = { phase: "connecting", view: null, arrivedAt: now, now, goneReason: "" };
    this.#stopBeat = clock.every(FRAME_MS, () => this.#beat());
  }

  get current(): Feed {
    return this.#feed;
  }

  /** Listens to `connection` from now on. */
  attach(connection: ViewerConnection): void {
    this.#set({ phase: "open" });
    connection.onView((view) => this.#arrived(view));
    connection.onTrouble?.((text) => this.#set({ goneReason: printable(text) }));
    connection.onClose((reason) => this.#ended(reason));
  }

  stop(): void {
    this.#stopBeat();
  }

  #arrived(view: View): void {
    if (this.#feed.phase === "gone") return;
    if (view.v !== VERSION) {
      this.#ended(
        `it speaks version ${String(view.v)} of the viewer's language, this viewer ${VERSION}: use the engine's own tauroi`,
      );
      return;
    }
    this.#newest = { view, at: this.#clock.now() };
    if (this.#feed.view === null) this.#beat();
  }

  #ended(reason: string): void {
    if (this.#feed.phase === "gone") return;
    this.#takeUp();
    this.#set({ phase: "gone", goneReason: printable(reason) || "no reason given" });
  }

  #beat(): void {
    this.#takeUp();
    this.#set({});
  }

  #takeUp(): void {
    if (this.#newest === undefined) return;
    this.#feed = { ...this.#feed, view: printableView(this.#newest.view), arrivedAt: this.#newest.at, goneReason: "" };
    this.#newest = undefined;
  }

  #set(change: Partial<Feed>): void {
    this.#feed = { ...this.#feed, ...change, now: this.#clock.now() };
    this.#changed();
  }
}
