import type { ViewerCommand, ViewerConnection, ViewerReply } from "../src/app/viewer.ts";
import { EngineFeed } from "./engine-feed.ts";
import type { Feed } from "./feed.ts";
import type { KeyName } from "./keys.ts";
import type { LocalClock } from "./local-clock.ts";
import { type Effect, press } from "./press.ts";
import { printable } from "./printable.ts";
import { INITIAL_STATE, type Size, type ViewerState } from "./viewer-state.ts";

/** What the screen shows at a moment. */
export interface Picture {
  readonly feed: Feed;
  readonly state: ViewerState;
  readonly size: Size;
}

export interface ViewerOptions {
  readonly connection: Promise<ViewerConnection>;
  readonly readonly: boolean;
  /** Begins with a line about what this is. */
  readonly isFirstRun?: boolean;
  readonly size: Size;
  readonly clock: LocalClock;
  /** The viewer is to be left: with an exit code, or because there never was a connection. */
  readonly leave: (outcome: { readonly code: number } | { readonly error: unknown }) => void;
  /** The terminal is to be given back to the shell for a while. */
  readonly suspend: () => void;
  /** All of the screen is to be drawn again. */
  readonly redraw: () => void;
}

const REPLY_MS = 8_000;

/** The viewer without its screen: what the engine says, what the keys do, and what is to be drawn. */
export class Viewer {
  readonly #options: ViewerOptions;
  readonly #feed: EngineFeed;
  readonly #listeners = new Set<() => void>();
  #state: ViewerState;
  #size: Size;
  #picture: Picture;
  #isClosed = false;
  /** The connection, once there is one. */
  #line: ViewerConnection | undefined;

  constructor(options: ViewerOptions) {
    this.#options = options;
    this.#size = options.size;
    this.#state = { ...INITIAL_STATE, isWelcoming: options.isFirstRun === true };
    this.#feed = new EngineFeed(options.clock, () => this.#changed());
    this.#picture = this.#drawn();
    options.connection.then(
      (connection) => {
        if (this.#isClosed) connection.close();
        else this.#attach(connection);
      },
      (error: unknown) => this.#leave({ error }),
    );
  }

  /** For React's useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same object until something changes. */
  readonly picture = (): Picture => this.#picture;

  readonly resize = (size: Size): void => {
    this.#size = size;
    this.#changed();
  };

  readonly press = (key: KeyName): void => {
    const { state, effect } = press(this.#state, key, {
      feed: { ...this.#feed.current, now: this.#options.clock.now() },
      size: this.#size,
      readonly: this.#options.readonly,
    });
    if (effect?.kind === "send") {
      const answer = this.#ask(effect.command); // before anything is drawn: a frame takes milliseconds
      const status = { text: `${effect.saying}…`, tone: "plain", until: Number.MAX_SAFE_INTEGER } as const;
      this.#update({ ...state, status });
      void this.#tell(effect.command, effect.saying, answer);
      return;
    }
    this.#update(state);
    if (effect !== undefined) this.#perform(effect);
  };

  /** Something worth a line that isn't an answer of the engine. */
  readonly say = (text: string): void => this.#say(text, "plain", REPLY_MS);

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#feed.stop();
    this.#options.connection.then(
      (connection) => connection.close(),
      () => undefined, // there is nothing to close
    );
  }

  #attach(connection: ViewerConnection): void {
    this.#line = connection;
    this.#feed.attach(connection);
  }

  #perform(effect: Exclude<Effect, { kind: "send" }>): void {
    if (effect.kind === "suspend") this.#options.suspend();
    else if (effect.kind === "redraw") this.#options.redraw();
    else this.#leave({ code: 0 });
  }

  /** A request made before there is a connection goes out with it: a kill must not depend on a moment's patience. */
  #ask(command: ViewerCommand): Promise<ViewerReply> {
    return this.#line?.send(command) ?? this.#options.connection.then((connection) => connection.send(command));
  }

  /** Says what came of what was asked. */
  async #tell(command: ViewerCommand, saying: string, answer: Promise<ViewerReply>): Promise<void> {
    let reply: ViewerReply;
    try {
      reply = await answer;
    } catch (error) {
      reply = { ok: false, text: `${saying} failed: ${error instanceof Error ? error.message : String(error)}` };
    }
    const text = printable(reply.text);
    if (command.action === "kill" && this.#state.kill !== null) {
      this.#update({ ...this.#state, kill: { ...this.#state.kill, phase: reply.ok ? "answered" : "failed", text } });
    }
    // A refusal stays until the next key: it may not be missed.
    this.#say(text, reply.ok ? "strong" : "alarm", reply.ok ? REPLY_MS : Number.POSITIVE_INFINITY);
    if (command.action === "stop" && reply.ok) this.#leave({ code: 0 });
  }

  #say(text: string, tone: "plain" | "strong" | "alarm", forMs: number): void {
    this.#update({ ...this.#state, status: { text, tone, until: this.#options.clock.now() + forMs } });
  }

  #leave(outcome: { readonly code: number } | { readonly error: unknown }): void {
    if (this.#isClosed) return;
    this.close();
    this.#options.leave(outcome);
  }

  #update(state: ViewerState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.#picture = this.#drawn();
    for (const listener of this.#listeners) listener();
  }

  #drawn(): Picture {
    return { feed: this.#feed.current, state: this.#state, size: this.#size };
  }
}
