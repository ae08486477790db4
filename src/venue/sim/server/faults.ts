import type { Random } from "../../../ambient/random.ts";
import { type ChanceFault, FAULT_NAMES, type FaultName, type TimeFault } from "./fault-kinds.ts";
import { covers, type FaultRule, type Place, parseFault } from "./fault-rule.ts";

/** A fault that is on, and how often it has struck since it was switched on. */
export interface FaultStanding {
  readonly fault: string;
  readonly struck: number;
}

interface Switched {
  readonly rule: FaultRule;
  readonly random: Random;
  struck: number;
}

/**
 * The faults that are on. Whether one strikes is drawn from the seed, for each fault from a stream of its own; every
 * time that one does is counted, for each name from the start.
 */
export class Faults {
  readonly #random: Random;
  readonly #struck = new Map<FaultName, number>(FAULT_NAMES.map((name) => [name, 0]));
  #switched: Switched[] = [];
  #settings = 0;

  constructor(random: Random, texts: readonly string[] = []) {
    this.#random = random;
    this.set(texts);
  }

  /** Replaces all that are on. Throws FaultError for the first that can't be read, and changes nothing then. */
  set(texts: readonly string[]): void {
    const rules = texts.map(parseFault);
    const random = this.#random.fork(`setting ${++this.#settings}`);
    this.#switched = rules.map((rule, index) => ({ rule, random: random.fork(`${index} ${rule.name}`), struck: 0 }));
  }

  /** Whether this fault strikes here, now; counted when it does. Each message or request is to be asked about once. */
  strikes(name: ChanceFault, place: Place): boolean {
    for (const switched of this.#on(name, place)) {
      const { value } = switched.rule;
      if (
        value.type === "next" ? switched.struck < value.count : value.type === "probability" && this.#drawn(switched)
      ) {
        this.#count(switched);
        return true;
      }
    }
    return false;
  }

  /** How long something takes here by this fault, drawn anew; zero when it is off. Counted when more. */
  delayMs(name: TimeFault, place: Place): number {
    for (const switched of this.#on(name, place)) {
      const { value } = switched.rule;
      const delayMs = value.type === "range" ? switched.random.integer(value.low, value.high) : 0;
      if (delayMs > 0) this.#count(switched);
      return delayMs;
    }
    return 0;
  }

  /** How far the exchange's clock is ahead of the machine's, in milliseconds. */
  get clockSkewMs(): number {
    const value = this.#switched.find(({ rule }) => rule.name === "clock-skew")?.rule.value;
    return value?.type === "range" ? value.low : 0;
  }

  /** To be called when a request was judged by the exchange's clock: its skew has struck. */
  countSkew(): void {
    const skewed = this.#switched.find(({ rule }) => rule.name === "clock-skew");
    if (skewed && this.clockSkewMs !== 0) this.#count(skewed);
  }

  get standing(): readonly FaultStanding[] {
    return this.#switched.map(({ rule, struck }) => ({ fault: rule.text, struck }));
  }

  /** How often each fault has struck, from the start, whatever is on now. */
  get struck(): Readonly<Record<FaultName, number>> {
    return Object.fromEntries(this.#struck) as Record<FaultName, number>;
  }

  #on(name: FaultName, place: Place): Switched[] {
    return this.#switched.filter(({ rule }) => rule.name === name && covers(rule.scope, place));
  }

  #drawn({ rule, random }: Switched): boolean {
    return rule.value.type === "probability" && random.chance(rule.value.probability);
  }

  #count(switched: Switched): void {
    switched.struck++;
    const { name } = switched.rule;
    this.#struck.set(name, this.#struck.get(name)! + 1);
  }
}
