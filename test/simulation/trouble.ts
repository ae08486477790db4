import type { Random } from "../../src/ambient/random.ts";
import type { Time } from "../../src/market/units.ts";
import type { Keeper } from "./keeper.ts";
import type { World } from "./world.ts";

/** How a kind of trouble strikes. */
export interface Trouble {
  /** How often it is drawn, among all kinds. */
  readonly weight: number;
  /** It waits for a request itself, so it need not be made to. */
  readonly isOfRequests?: boolean;
  /** False when it can't strike now: nothing of it is counted. */
  readonly strike: (scene: Scene) => boolean;
}

/** Kinds of trouble by their names. */
export type Kinds = Readonly<Record<string, Trouble>>;

/** What a trouble strikes. */
export interface Scene {
  readonly world: World;
  readonly keeper: Keeper;
  readonly random: Random;
  readonly serverFaults: ServerFaults;
}

/** Nothing is closed for good before orders have rested at so many inputs. */
export const ENOUGH_INPUTS = 500;
/** Where something that waits for a request meets none, it is passed by this often. */
export const PASSED_BY = 0.85;

/** Something done on the exchange itself. */
export function deed(weight: number, act: (scene: Scene, now: Time) => boolean): Trouble {
  return {
    weight,
    strike(scene) {
      const now = scene.world.exchange.served.catchUp();
      const done = act(scene, now);
      scene.world.exchange.served.catchUp();
      return done;
    },
  };
}

/** Faults of the exchange's own that are switched on for a number of strikes. */
export class ServerFaults {
  #texts: string[] = [];
  #skewMs = 0;

  constructor(readonly world: World) {}

  next(text: string): void {
    const name = text.split("=")[0]!;
    this.#texts = [...this.#left().filter((other) => other.split("=")[0] !== name), text];
    this.#set();
  }

  forMs(text: string, ms: number): void {
    this.next(text);
    this.world.time.after(ms, () => {
      this.#texts = this.#left().filter((other) => other !== text);
      this.#set();
    });
  }

  set skewMs(ms: number) {
    this.#skewMs = ms;
    this.#texts = this.#left();
    this.#set();
  }

  /** Those that are on and have strikes left. */
  #left(): string[] {
    const left: string[] = [];
    for (const { fault, struck } of this.world.exchange.served.faults.standing) {
      const next = /^(.+=next:)(\d+)(.*)$/.exec(fault);
      if (fault.startsWith("clock-skew")) continue;
      if (next === null) left.push(fault);
      else if (Number(next[2]) > struck) left.push(`${next[1]}${Number(next[2]) - struck}${next[3]}`);
    }
    return left;
  }

  #set(): void {
    const skew = this.#skewMs === 0 ? [] : [`clock-skew=${this.#skewMs}`];
    this.world.exchange.served.faults.set([...this.#texts, ...skew]);
  }
}
