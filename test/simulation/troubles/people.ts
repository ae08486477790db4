import type { Row } from "../../../src/journal/store.ts";
import { CONTRACT, opposite, type Price, type Quantity, type Side } from "../../../src/market/units.ts";
import type { Settings } from "../../../src/strategy/settings.ts";
import { deed, type Kinds, type Scene, type Trouble } from "../trouble.ts";

type Action = "pull" | "resume" | "reduce" | "kill" | "kill-ours" | "stop" | "adopt";

/** What an operator does so often while an order waits for the disk, which takes its time over it. */
const IN_SYNC = 0.35;

function operator(weight: number, action: Action): Trouble {
  return {
    weight,
    strike(scene) {
      const { keeper, world, random } = scene;
      if (action === "resume" || action === "adopt" || !random.chance(IN_SYNC)) return operate(scene, action);
      const whenPlacing = (rows: readonly Row[]): void => {
        if (!rows.some(({ commands }) => commands.some(({ type }) => type === "place"))) {
          world.time.after(1, () => keeper.disk.onSync.push(whenPlacing));
          return;
        }
        keeper.disk.stalledUntil = world.now + random.integer(20, 1_500);
        world.time.after(random.integer(1, 20), () => {
          const isUnderWay = world.network.underWay > 0;
          if (operate(scene, action)) world.strikes.count(action, isUnderWay);
        });
      };
      keeper.disk.onSync.push(whenPlacing);
      return false;
    },
  };
}

function operate({ keeper, world, random }: Scene, action: Action): boolean {
  const { program } = keeper;
  const session = program?.run?.session;
  if (program === undefined || session === undefined || session.hasEnded || !program.life.isActive) return false;
  const isWhole = action.startsWith("kill") || action === "stop" || random.chance(0.5);
  session.operate(action, "simulation", isWhole ? undefined : random.choice(world.crowd.tickers));
  return true;
}

/** What people do: the program's operator, another hand on the account, another engine, and takers. */
export const PEOPLE: Kinds = {
  deposit: deed(1, ({ world, random }) => {
    world.flowedAt = world.now;
    world.truth.deposit(world.account, (random.integer(1, 20) * 1_000_000) as never);
    return true;
  }),
  withdrawal: deed(1, ({ world, random }, now) => {
    world.flowedAt = world.now;
    return world.truth.withdraw(world.account, (random.integer(1, 5) * 1_000_000) as never, now).ok;
  }),
  "foreign-order": deed(1, ({ world, random }, now) => {
    const { truth, account, crowd } = world;
    const ticker = random.choice(crowd.tickers);
    const side: Side = random.chance(0.5) ? "bid" : "ask";
    const best = truth.best(ticker, side);
    if (best === undefined) return false;
    const price = Math.min(9_900, Math.max(100, best + (side === "bid" ? -300 : 300))) as Price;
    const quantity = CONTRACT as Quantity;
    const answer = truth.create(
      account,
      { ticker, side, price, quantity, timeInForce: "good-till-canceled", postOnly: false },
      now,
    );
    if (!answer.ok) return false;
    const { orderId } = answer.order;
    world.time.after(
      random.integer(5_000, 120_000),
      () => void truth.cancel(account, orderId, world.exchange.served.catchUp()),
    );
    return true;
  }),
  "manual-trade": deed(1.8, ({ world, random }, now) => {
    const { truth, account, crowd } = world;
    const ticker = random.choice(crowd.tickers);
    const side: Side = random.chance(0.5) ? "bid" : "ask";
    const price = truth.best(ticker, opposite(side));
    if (price === undefined) return false;
    const quantity = (CONTRACT * random.integer(1, 3)) as Quantity;
    return truth.create(
      account,
      { ticker, side, price, quantity, timeInForce: "immediate-or-cancel", postOnly: false },
      now,
    ).ok;
  }),
  "cancel-by-hand": deed(1.5, ({ world, random }, now) => {
    const resting = [...world.resting.values()];
    if (resting.length === 0) return false;
    return world.truth.cancel(world.account, random.choice(resting).orderId, now).ok;
  }),
  "group-by-hand": deed(1.8, ({ world, random }, now) => {
    const resting = [...world.resting.values()].filter(({ orderGroupId }) => orderGroupId !== undefined);
    if (resting.length === 0) return false;
    return world.truth.groups.trigger(world.account, random.choice(resting).orderGroupId!, now).ok;
  }),
  "cancel-all-by-hand": deed(2, ({ world }, now) => world.truth.cancelAll(world.account, now).ok),
  "second-engine": {
    weight: 1,
    strike({ world, random, keeper }) {
      const { machine, disk } = world.machine(random.integer(-300, 300));
      const { life } = world.launch(machine, disk, { takeover: random.chance(0.6) });
      world.time.after(random.integer(2_000, 200_000), () => {
        if (!life.isAlive) return;
        keeper.crashes++;
        life.end();
        disk.lose(life);
        world.network.abandon(life);
      });
      return true;
    },
  },
  burst: {
    weight: 3,
    strike({ world, random, keeper }) {
      const side: Side = random.chance(0.5) ? "bid" : "ask";
      world.crowd.burst(random.choice(world.crowd.tickers), side, random.integer(2, 9));
      // somebody at the screen wonders why nothing is quoted any more
      if (random.chance(0.4)) {
        world.time.after(random.integer(800, 25_000), () => {
          const session = keeper.program?.run?.session;
          if (session?.hasEnded === false && keeper.program?.life.isActive === true)
            session.operate("resume", "simulation");
        });
      }
      return true;
    },
  },
  pick: {
    weight: 3,
    strike({ world }) {
      if (world.resting.size === 0) return false;
      world.exchange.served.catchUp();
      world.crowd.pick();
      world.exchange.served.catchUp();
      return true;
    },
  },
  cross: {
    weight: 2,
    strike({ world }) {
      world.exchange.served.catchUp();
      world.crowd.crossUs();
      world.exchange.served.catchUp();
      return true;
    },
  },
  pull: operator(2, "pull"),
  resume: operator(4, "resume"),
  reduce: operator(1.6, "reduce"),
  adopt: operator(2, "adopt"),
  set: {
    weight: 1.6,
    strike({ keeper, world, random }) {
      const { program } = keeper;
      const session = program?.run?.session;
      if (program === undefined || session === undefined || session.hasEnded || !program.life.isActive) return false;
      const values = random.choice<Settings>([
        { orderSize: random.integer(1, 10) },
        { maxPositionPerTicker: random.integer(1, 10) },
        { maxPositionPerTicker: program.configuration.limits.maxPositionPerTicker, orderSize: random.integer(1, 5) },
        { halfSpreadCents: random.integer(1, 6) },
        { skewCentsPerContract: random.choice([0, 0.1, 1]), inventoryPullContracts: random.integer(1, 50) },
        { zPull: random.choice([1.5, 2.5, 4]), staleOrderDriftCents: random.integer(0, 3) },
      ]);
      session.set(values, "simulation", random.chance(0.5) ? undefined : random.choice(world.crowd.tickers));
      return true;
    },
  },
  kill: operator(1, "kill"),
  "kill-ours": operator(1.5, "kill-ours"),
  stop: operator(2, "stop"),
};
