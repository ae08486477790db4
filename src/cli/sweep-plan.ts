import { Random } from "../ambient/random.ts";
import { contradictions, type ProfileValues, profileShape } from "../app/config-profile.ts";
import type { ProfileFile } from "../app/profile-file.ts";
import { toProfile } from "../app/profiles.ts";
import type { SweptConfiguration } from "../backtest/sweep/definition.ts";
import {
  type Drawing,
  gridPoints,
  gridSize,
  randomPoints,
  type SweepAxis,
  type SweepPoint,
} from "../backtest/sweep/sweep-space.ts";
import type { Profile } from "../strategy/profile.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/** More are no search any more. */
const MOST_CONFIGURATIONS = 100_000;

/** All configurations of a sweep, numbered in their order. */
export interface SweepPlan {
  readonly configurations: readonly SweptConfiguration[];
  /** Points of a grid left out because two of their values contradict each other, of all profiles together; what is drawn is drawn anew. */
  readonly contradictory: number;
  profileOf(configuration: SweptConfiguration): Profile;
}

/** Every point for every profile; of a random search the same points for each. Throws CommandFailure when there are too many or none. */
export function sweepPlan(
  files: readonly ProfileFile[],
  axes: readonly SweepAxis[],
  drawing: Drawing | null,
): SweepPlan {
  const bases = new Map(files.map(({ values }) => [values.name, values]));
  const isContradictory = (values: ProfileValues, point: SweepPoint): boolean =>
    contradictions(changed(values, axes, point)).length > 0;
  const isSound = (point: SweepPoint): boolean =>
    [...bases.values()].every((values) => !isContradictory(values, point)) &&
    axes.every(({ name }, axis) => profileShape[name as keyof typeof profileShape].safeParse(point[axis]).success);
  const count = (drawing?.count ?? gridSize(axes)) * bases.size;
  if (count > MOST_CONFIGURATIONS) {
    throw refusal(
      `${count} configurations, and ${MOST_CONFIGURATIONS} are the most; take fewer values, or draw them with --random`,
    );
  }
  const points =
    drawing === null
      ? gridPoints(axes)
      : randomPoints(axes, drawing.count, Random.seeded(drawing.seed).fork("sweep"), isSound);
  const sound: SweptConfiguration[] = [];
  let contradictory = 0;
  for (const [base, values] of bases) {
    for (const point of points) {
      if (isContradictory(values, point)) contradictory += 1;
      else sound.push({ place: sound.length, base, point });
    }
  }
  if (sound.length === 0) throw refusal("every point has values that contradict each other");
  return {
    configurations: sound,
    contradictory,
    profileOf: ({ base, point }) => toProfile(changed(bases.get(base)!, axes, point)),
  };
}

function changed(values: ProfileValues, axes: readonly SweepAxis[], point: SweepPoint): ProfileValues {
  const changes = axes.map(({ name }, axis) => [name, point[axis]!] as const);
  const name = `${values.name}+${changes.map(([each, value]) => `${each}=${value}`).join("+")}`;
  return { ...values, name, ...Object.fromEntries(changes) };
}

function refusal(problem: string): CommandFailure {
  return new CommandFailure(`sweep: ${problem}`, EXIT.usage);
}
