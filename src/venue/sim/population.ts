import type { Random } from "../../ambient/random.ts";
import { InformedTaker } from "./informed-taker.ts";
import { Maker, type MakerStyle } from "./maker.ts";
import { NoiseTakers } from "./noise-takers.ts";
import { PrintManipulator } from "./print-manipulator.ts";
import type { World } from "./world.ts";

const MINUTE = 60_000;

/** The competing makers: two quick ones with little size, three slower ones with more behind. */
const MAKERS: readonly MakerStyle[] = [
  {
    name: "maker-quick",
    lagMs: 1_000,
    error: 0.02,
    halfSpreadCents: 3.8,
    levels: 1,
    stepCents: 1,
    size: [5, 25],
    lookMs: 8_000,
    tailCents: 3,
    inTails: "one-sided",
    presentMs: 40 * MINUTE,
    absentMs: 6 * MINUTE,
  },
  {
    name: "maker-narrow",
    lagMs: 4_000,
    error: 0.04,
    halfSpreadCents: 4.5,
    levels: 1,
    stepCents: 1,
    size: [10, 40],
    lookMs: 15_000,
    tailCents: 4,
    inTails: "absent",
    presentMs: 60 * MINUTE,
    absentMs: 10 * MINUTE,
  },
  {
    name: "maker-steady",
    lagMs: 10_000,
    error: 0.05,
    halfSpreadCents: 6,
    levels: 2,
    stepCents: 2,
    size: [15, 60],
    lookMs: 20_000,
    tailCents: 2,
    inTails: "one-sided",
    presentMs: 120 * MINUTE,
    absentMs: 10 * MINUTE,
  },
  {
    name: "maker-deep",
    lagMs: 20_000,
    error: 0.08,
    halfSpreadCents: 8,
    levels: 3,
    stepCents: 3,
    size: [30, 120],
    lookMs: 45_000,
    tailCents: 6,
    inTails: "absent",
    presentMs: 180 * MINUTE,
    absentMs: 15 * MINUTE,
  },
  {
    name: "maker-amateur",
    lagMs: 45_000,
    error: 0.15,
    halfSpreadCents: 7,
    levels: 1,
    stepCents: 1,
    size: [10, 100],
    lookMs: 90_000,
    tailCents: 8,
    inTails: "absent",
    presentMs: 30 * MINUTE,
    absentMs: 30 * MINUTE,
  },
];

/** Everybody else who trades: each with a stream of chance of his own. */
export function populate(world: World, random: Random): void {
  for (const style of MAKERS) new Maker(world, style, random.fork(style.name));
  new NoiseTakers(world, random.fork("noise takers"));
  new InformedTaker(world, random.fork("informed taker"));
  new PrintManipulator(world, random.fork("print manipulator"));
}
