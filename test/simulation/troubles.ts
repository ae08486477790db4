import type { Keeper } from "./keeper.ts";
import { PASSED_BY, type Scene, ServerFaults, type Trouble } from "./trouble.ts";
import { EXCHANGE } from "./troubles/exchange.ts";
import { MACHINE } from "./troubles/machine.ts";
import { PEOPLE } from "./troubles/people.ts";
import { WIRE } from "./troubles/wire.ts";
import type { World } from "./world.ts";

/** Half of a kind's strikes and more come while a request is under way: so soon after one has left, at the latest. */
const SOON_MS = 15;
const ON_REQUEST = 0.75;
const FIRST_AT_MS = 75_000;
const LAST_BEFORE_END_MS = 150_000;

/** Everything that goes wrong in a seed, and when. */
export class Troubles {
  readonly #scene: Scene;
  readonly #kinds: readonly (readonly [string, Trouble])[];
  readonly #weights: readonly number[];

  constructor(world: World, keeper: Keeper) {
    const random = world.random.fork("troubles");
    this.#scene = { world, keeper, random, serverFaults: new ServerFaults(world) };
    const entries = Object.entries({ ...WIRE, ...MACHINE, ...EXCHANGE, ...PEOPLE });
    this.#kinds = entries;
    this.#weights = entries.map(([, { weight }]) => weight);
    const { faults } = world.exchange.served;
    countStrikes(world, faults);
    this.#await(FIRST_AT_MS);
  }

  #await(delayMs: number): void {
    const { world, random } = this.#scene;
    world.time.after(delayMs, () => {
      const { lengthMs, sleepsAfterMs, wakesAfterMs, troubleEveryMs } = world.scenario;
      const since = world.now - world.start;
      if (since > lengthMs - LAST_BEFORE_END_MS) return;
      if (since > sleepsAfterMs && since < wakesAfterMs) {
        this.#await(wakesAfterMs - since + random.exponential(troubleEveryMs)); // it would strike nobody
        return;
      }
      this.#await(random.exponential(troubleEveryMs));
      this.#arm(...random.weighted(this.#kinds, this.#weights));
    });
  }

  #arm(name: string, trouble: Trouble): void {
    const { world, random } = this.#scene;
    if (trouble.isOfRequests === true) trouble.strike(this.#scene);
    else if (!random.chance(ON_REQUEST)) this.#strike(name, trouble);
    else {
      const delayMs = random.integer(0, SOON_MS);
      world.onRequest(() => world.time.after(delayMs, () => this.#strike(name, trouble)));
    }
  }

  #strike(name: string, trouble: Trouble): void {
    const { world } = this.#scene;
    const isUnderWay = world.network.underWay > 0;
    world.happens(`trouble: ${name}`, undefined);
    if (trouble.strike(this.#scene)) world.strikes.count(name, isUnderWay);
  }
}

/** Counts what the exchange's own faults strike. */
function countStrikes(world: World, faults: World["exchange"]["served"]["faults"]): void {
  const random = world.random.fork("messages");
  const strikes = faults.strikes.bind(faults);
  const delayMs = faults.delayMs.bind(faults);
  faults.strikes = (name, place) => {
    const isIdle = "channel" in place && world.network.underWay === 0;
    if (isIdle && random.chance(PASSED_BY)) return false; // rather a message that comes while a request is under way
    const struck = strikes(name, place);
    if (struck) world.strikes.count(name, "route" in place || world.network.underWay > 0);
    return struck;
  };
  faults.delayMs = (name, place) => {
    if ("channel" in place && world.network.underWay === 0 && random.chance(PASSED_BY)) return 0;
    const delay = delayMs(name, place);
    if (delay > 0) world.strikes.count(name, "route" in place || world.network.underWay > 0);
    return delay;
  };
}
