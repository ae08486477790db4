import type { Random } from "../../ambient/random.ts";
import type { Crowd } from "./crowds/crowd.ts";
import { ForgottenOrders } from "./forgotten-orders.ts";
import { InformedTaker } from "./informed-taker.ts";
import { Maker } from "./maker.ts";
import { NoiseTakers } from "./noise-takers.ts";
import { PrintManipulator } from "./print-manipulator.ts";
import type { World } from "./world.ts";

/** Everybody else who trades: each with a stream of chance of his own. */
export function populate(world: World, crowd: Crowd, random: Random): void {
  for (const style of crowd.makers) new Maker(world, style, random.fork(style.name));
  new NoiseTakers(world, crowd.noise, random.fork("noise takers"));
  new InformedTaker(world, crowd.informed, random.fork("informed taker"));
  new PrintManipulator(world, crowd.manipulator, random.fork("print manipulator"));
  if (crowd.forgotten > 0) new ForgottenOrders(world, crowd.forgotten, random.fork("forgotten orders"));
}
