import type { Random } from "../../ambient/random.ts";
import type { Profile } from "../../strategy/profile.ts";

/** What a value of a profile can be. */
export type ProfileValue = number | string | boolean;

/** A value of a profile that is searched, by its name in files. Neighbours among the choices are near to each other. */
export interface Dimension {
  readonly name: string;
  readonly choices: readonly ProfileValue[];
}

/** A place in a search space: which choice of each dimension. */
export type Point = readonly number[];

/** The profiles among which a search looks. */
export interface SearchSpace {
  readonly dimensions: readonly Dimension[];
  /** Where the base profile is. */
  readonly base: Point;
  /** The profile at a point; undefined where two of its values contradict each other. */
  readonly profileAt: (point: Point) => Profile | undefined;
}

/** A profile that the search has come upon. */
export interface Candidate {
  readonly point: Point;
  readonly profile: Profile;
}

/** How likely a drawn candidate has a value from the base without another having been drawn. */
const KEEP_BASE = 0.5;

/** How often a point is drawn again, for each that is wanted, before the space counts as used up. */
const DRAWS_A_CANDIDATE = 100;

/** The candidates of a space, each point one and the same object however often it is asked for. */
export class Candidates {
  readonly base: Candidate;
  readonly #known = new Map<string, Candidate | undefined>();

  /** Throws RangeError when the base is no profile. */
  constructor(readonly space: SearchSpace) {
    const base = this.at(space.base);
    if (base === undefined) throw new RangeError("the base of the search space contradicts itself");
    this.base = base;
  }

  /** Undefined where two values contradict each other. */
  at(point: Point): Candidate | undefined {
    const key = point.join();
    if (this.#known.has(key)) return this.#known.get(key);
    const profile = this.space.profileAt(point);
    const candidate = profile && { point, profile };
    this.#known.set(key, candidate);
    return candidate;
  }

  /**
   * So many different ones besides the base; all there are when there are no more. Each value is as likely the base's as not: among profiles
   * that share nothing with it, few are any good, and none tells which of its values made it so.
   */
  draw(count: number, random: Random): readonly Candidate[] {
    const { dimensions, base } = this.space;
    const size = dimensions.reduce((product, { choices }) => product * choices.length, 1);
    const drawn = new Set<Candidate>();
    const add = (point: Point): void => {
      const candidate = this.at(point);
      if (candidate !== undefined && candidate !== this.base) drawn.add(candidate);
    };
    if (size <= count + 1) {
      for (let place = 0; place < size; place += 1) add(this.#pointAt(place));
    } else {
      for (let tries = 0; drawn.size < count && tries < count * DRAWS_A_CANDIDATE; tries += 1) {
        add(
          dimensions.map(({ choices }, dimension) =>
            random.chance(KEEP_BASE) ? base[dimension]! : random.integer(0, choices.length - 1),
          ),
        );
      }
    }
    return [...drawn];
  }

  /** Those one step away in one dimension. */
  neighbours({ point }: Candidate): readonly Candidate[] {
    return this.space.dimensions.flatMap(({ choices }, dimension) =>
      [-1, 1].flatMap((step) => {
        const choice = point[dimension]! + step;
        return choices[choice] === undefined ? [] : (this.at(point.with(dimension, choice)) ?? []);
      }),
    );
  }

  /** The values in which a candidate is not the base. */
  changes({ point }: Candidate): ReadonlyMap<string, ProfileValue> {
    const { dimensions, base } = this.space;
    return new Map(
      dimensions.flatMap(({ name, choices }, dimension) =>
        point[dimension] === base[dimension] ? [] : [[name, choices[point[dimension]!]!] as const],
      ),
    );
  }

  /** The points of a small space in their order, the last dimension the fastest. */
  #pointAt(place: number): Point {
    let left = place;
    return this.space.dimensions
      .toReversed()
      .map(({ choices }) => {
        const choice = left % choices.length;
        left = Math.floor(left / choices.length);
        return choice;
      })
      .reverse();
  }
}
