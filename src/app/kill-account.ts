import type { Timers } from "../ambient/timers.ts";
import type { Killer } from "../venue/kalshi/kill/killer.ts";
import { type ControlClientOptions, connectViewer, sendCommand } from "./control-client.ts";
import { ControlError, isNobody } from "./control-error.ts";
import { type KillProof, killWords, ofEngine, ofKiller } from "./kill-proof.ts";
import type { KillView, View } from "./view.ts";

/** An engine that hasn't answered by then hangs, and one that hasn't proven by then may: then the exchange is asked as well. */
const ENGINE_ANSWERS_WITHIN_MS = 2_000;
const ENGINE_PROVES_WITHIN_MS = 8_000;
const LOOK_EVERY_MS = 250;

export interface KillAccountParts {
  /** Finds the running engine; undefined when there is none. Rejects with ControlError where one doesn't answer, or several could be meant. */
  readonly engine: () => Promise<ControlClientOptions | undefined>;
  /**
   * Makes what kills at the exchange itself, or says why that can't be. `engineVenue`: where the engine trades, as far as it has shown that.
   * `mayBeRenewed`: an engine is there that hasn't said that it has stopped.
   */
  readonly exchange: (engineVenue: string | undefined, mayBeRenewed: boolean) => Killer | string;
  readonly oursOnly: boolean;
  /** Real time. */
  readonly timers: Timers;
  readonly deadlineMs: number;
  /** Told each time when there is something else to say. */
  readonly progress: (text: string) => void;
}

export interface KillOutcome {
  /** The best that anybody has proven; undefined when nobody could do anything. */
  readonly proof: KillProof | undefined;
  /** What is to be said beside it. */
  readonly why: string;
}

/** Kills, through the engine and at the exchange itself, and waits for the proof: until CONFIRMED, or the deadline, or nobody is left to give it. */
export function killAccount(parts: KillAccountParts): Promise<KillOutcome> {
  return new AccountKill(parts).run();
}

class AccountKill {
  readonly #parts: KillAccountParts;
  readonly #ended = Promise.withResolvers<string>();
  readonly #said = new Set<string>();
  #ofEngine: KillView | undefined;
  #engineVenue: string | undefined;
  #engineMode: View["mode"] | undefined;
  /** No engine sends anything any more: it has said so, or there is none. */
  #hasStopped = false;
  #engineGone = false;
  #isOver = false;
  #killer: Killer | undefined;

  constructor(parts: KillAccountParts) {
    this.#parts = parts;
  }

  async run(): Promise<KillOutcome> {
    const { timers, deadlineMs, engine } = this.#parts;
    const timer = timers.after(deadlineMs, () => this.#ended.resolve(""));
    const patience = [ENGINE_ANSWERS_WITHIN_MS, ENGINE_PROVES_WITHIN_MS].map((ms, turn) =>
      timers.after(ms, () => (turn > 0 || !this.#hasStopped) && this.#goDirect("the engine has proven nothing yet")),
    );
    void this.#askEngine(engine).catch((error: unknown) => this.#ended.reject(error));
    const why = await this.#ended.promise;
    this.#isOver = true;
    for (const each of [timer, ...patience]) each.cancel();
    this.#killer?.stop();
    const proof = this.#best();
    const apart = proof?.through === "engine" && proof.grade === "CONFIRMED" ? this.#onPaper() : "";
    return { proof, why: [why, apart].filter((part) => part !== "").join("; ") };
  }

  /** Whose engine traded on paper may think now that nothing of his rests anywhere. */
  #onPaper(): string {
    if (this.#engineMode === undefined || this.#engineMode === "LIVE") return "";
    const venue = this.#engineVenue ?? "";
    return `the engine that was killed trades on paper (${venue}): nothing at an exchange was touched; for that, name it with --venue`;
  }

  async #askEngine(find: KillAccountParts["engine"]): Promise<void> {
    const { oursOnly } = this.#parts;
    let engine: ControlClientOptions | undefined;
    try {
      engine = await find();
      if (engine === undefined) {
        this.#lost("no engine is running", true);
        return;
      }
      const viewer = await connectViewer(engine);
      viewer.onView(({ kill, venue, mode }) => {
        this.#engineVenue = venue;
        this.#engineMode = mode;
        // That nothing of ours rests, by an earlier kill, is no proof for everything.
        this.#ofEngine = kill === null || (kill.oursOnly && !oursOnly) ? undefined : kill;
        if (this.#ofEngine !== undefined) this.#changed();
      });
      viewer.onClose((why) => this.#lost(why, false));
      void this.#ended.promise.then(() => viewer.close());
      await this.#send(engine, oursOnly);
    } catch (error) {
      if (!(error instanceof ControlError) || error.exitCode === 2) throw error;
      // An engine of another version shows nothing that can be read, but takes commands.
      if (engine !== undefined) await this.#send(engine, oursOnly).catch(() => undefined);
      this.#lost(error.message, isNobody(error));
    }
  }

  async #send(engine: ControlClientOptions, oursOnly: boolean): Promise<void> {
    const { ok, text } = await sendCommand(engine, { action: oursOnly ? "kill-ours" : "kill" });
    this.#say(text);
    this.#hasStopped = ok;
    if (!ok) this.#goDirect(text);
  }

  /** Nobody is there, or somebody who doesn't answer, or not any more. */
  #lost(why: string, isNobody: boolean): void {
    if (this.#engineGone) return;
    this.#engineGone = true;
    if (isNobody) this.#hasStopped = true;
    if (this.#ofEngine?.grade === "CONFIRMED") return;
    this.#goDirect(why);
  }

  #goDirect(because: string): void {
    if (this.#killer !== undefined) return;
    const made = this.#parts.exchange(this.#engineVenue, !this.#hasStopped);
    if (typeof made === "string") {
      if (this.#engineGone) {
        this.#ended.resolve([because, made].filter((part) => part !== "").join("; "));
      }
      return;
    }
    if (because !== "") this.#say(`${because}: going to the exchange itself`);
    this.#killer = made;
    made.start();
    this.#look();
  }

  /** What the killer has come to, some times a second. */
  #look(): void {
    if (this.#isOver) return;
    this.#changed();
    this.#parts.timers.after(LOOK_EVERY_MS, () => this.#look());
  }

  #changed(): void {
    const best = this.#best();
    if (best === undefined) return;
    if (best.grade === "CONFIRMED") this.#ended.resolve("");
    else this.#say(killWords(best));
  }

  #best(): KillProof | undefined {
    const proofs = [
      ...(this.#killer === undefined ? [] : [ofKiller(this.#killer.progress, this.#parts.oursOnly)]),
      ...(this.#ofEngine === undefined ? [] : [ofEngine(this.#ofEngine)]),
    ];
    return proofs.find(({ grade }) => grade === "CONFIRMED") ?? proofs[0];
  }

  #say(text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.#parts.progress(text);
  }
}
