import { after } from "../../../src/market/units.ts";
import type { Kinds, Scene, Trouble } from "../trouble.ts";

/** A sync goes by so often when no request is under way. */
const RATHER_THE_NEXT = 0.97;
const CRASH_LOSS = ["kept", "kept", "kept", "lost", "stale"] as const;

function disk(weight: number, act: (scene: Scene) => void): Trouble {
  return {
    weight,
    strike(scene) {
      act(scene);
      return true;
    },
  };
}

/** What happens to the program's machine, its clock, its disk, and the program itself. */
export const MACHINE: Kinds = {
  "clock-skew": {
    weight: 1,
    strike({ serverFaults, random, world }) {
      world.clocksTroubledAt = world.now;
      serverFaults.skewMs = random.choice([0, 400, -400, 2_500, -2_500, 7_000]);
      return true;
    },
  },
  "clock-step": {
    weight: 2,
    strike({ keeper, random, world }) {
      const byMs = random.choice([-60_000, -5_000, -800, 800, 5_000, 60_000]);
      keeper.machine.offsetMs += byMs;
      world.clocksTroubledAt = world.now;
      // whoever keeps the machine's time notices in the end
      world.time.after(random.integer(5_000, 120_000), () => {
        keeper.machine.offsetMs -= byMs;
        world.clocksTroubledAt = world.now;
      });
      return true;
    },
  },
  crash: {
    weight: 3,
    strike({ keeper, random }) {
      if (keeper.program === undefined) return false;
      keeper.crash(random.choice(CRASH_LOSS));
      return true;
    },
  },
  "crash-before-request": {
    weight: 1.5,
    isOfRequests: true,
    strike({ keeper, random, world }) {
      world.onRequest(({ life }) => {
        if (keeper.program?.life !== life) return;
        world.strikes.count("crash-before-request", true);
        keeper.crash(random.choice(CRASH_LOSS));
      });
      return true;
    },
  },
  "crash-in-sync": {
    weight: 2,
    isOfRequests: true,
    strike({ keeper, random, world }) {
      const crash = (): void => {
        const isUnderWay = world.network.underWay > 0;
        if (keeper.program === undefined || (!isUnderWay && random.chance(RATHER_THE_NEXT))) {
          world.time.after(1, () => keeper.disk.onSync.push(crash)); // rather the next one
          return;
        }
        world.strikes.count("crash-in-sync", isUnderWay);
        keeper.crash(random.choice(CRASH_LOSS));
      };
      keeper.disk.onSync.push(crash);
      return true;
    },
  },
  "crash-at-start": {
    weight: 1,
    isOfRequests: true,
    strike({ keeper, random, world }) {
      keeper.onStart.push(({ life }) => {
        world.time.after(random.integer(0, 2_500), () => {
          world.onRequest(() => {
            if (keeper.program?.life !== life) return;
            world.strikes.count("crash-at-start", true);
            keeper.crash(random.choice(CRASH_LOSS));
          });
        });
      });
      keeper.crash("kept");
      return true;
    },
  },
  hang: {
    weight: 2,
    strike({ keeper, random }) {
      if (keeper.program === undefined) return false;
      keeper.program.life.hang(random.choice([300, 2_000, 10_000, 30_000, 70_000, 200_000]));
      return true;
    },
  },
  suspend: {
    weight: 2,
    strike({ keeper, random, world }) {
      if (keeper.program === undefined) return false;
      const forMs = random.choice([700, 4_000, 20_000, 90_000]);
      keeper.program.suspend(forMs);
      world.clocksTroubledAt = after(world.now, forMs);
      return true;
    },
  },
  "slow-disk": disk(1, ({ keeper, random }) => {
    keeper.disk.syncMs = random.choice([0, 20, 50, 400]);
  }),
  "stalled-disk": disk(2, ({ keeper, world, random }) => {
    keeper.disk.stalledUntil = world.now + random.integer(500, 20_000);
  }),
  "full-disk": disk(1, ({ keeper, world, random }) => {
    keeper.disk.problem = "full";
    world.time.after(random.integer(1_000, 40_000), () => {
      keeper.disk.problem = undefined;
    });
  }),
  "failing-disk": disk(1, ({ keeper, world, random }) => {
    keeper.disk.problem = "unreachable";
    world.time.after(random.integer(200, 10_000), () => {
      keeper.disk.problem = undefined;
    });
  }),
};
