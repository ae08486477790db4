import { Random } from "../../../src/ambient/random.ts";
import { createAccountKiller } from "../../../src/app/account-killer.ts";
import { Life } from "../life.ts";
import { REST_URL, simulatedKey } from "../program.ts";
import type { World } from "../world.ts";

const LOOK_MS = 250;
const DEADLINE_MS = 180_000;

/** `tauroi kill --ours`, as a process of its own that knows nothing but the key; then what the workflow does next. */
export function backstop(world: World, then: () => void): void {
  const life = new Life(world.time, "backstop");
  const begunAt = world.now;
  const killer = createAccountKiller({
    target: { restUrl: REST_URL, groups: [], folders: [] },
    key: simulatedKey(world.account),
    clock: { now: () => world.now },
    timers: life,
    random: Random.seeded(world.seed),
    by: "backstop",
    oursOnly: true,
    mayBeRenewed: false,
    complain: (text) => world.happens("the backstop complains", text),
    fetch: world.network.fetchOf(life),
  });
  killer.start();
  const look = (): void => {
    if (killer.progress.grade === "CONFIRMED" || world.now - begunAt > DEADLINE_MS) {
      world.happens("the backstop ends", killer.progress.grade);
      killer.stop();
      life.end();
      then();
      return;
    }
    world.time.after(LOOK_MS, look);
  };
  look();
}
