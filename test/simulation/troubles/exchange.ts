import { after, type Time } from "../../../src/market/units.ts";
import { deed, ENOUGH_INPUTS, type Kinds, type Trouble } from "../trouble.ts";

function pause(weight: number, state: "trading-paused" | "exchange-paused"): Trouble {
  return deed(weight, ({ world, random }, now) => {
    if (world.truth.state !== "open") return false;
    world.truth.setState(state, now);
    world.time.after(random.integer(2_000, 90_000), () =>
      world.truth.setState("open", world.exchange.served.catchUp()),
    );
    return true;
  });
}

/** What the exchange's operator does. */
export const EXCHANGE: Kinds = {
  "trading-pause": pause(1, "trading-paused"),
  "exchange-pause": pause(1, "exchange-paused"),
  maintenance: deed(0.8, ({ world, random }) => {
    const body = JSON.stringify({ in_ms: random.integer(1_000, 150_000), for_ms: random.integer(5_000, 60_000) });
    const init = { method: "POST", body };
    void world.exchange.sides.admin.serve(new Request("http://exchange/admin/controls/maintenance", init));
    return true;
  }),
  deactivation: deed(1, ({ world, random }, now) => {
    const ticker = random.choice(world.crowd.tickers);
    if (world.truth.status(ticker) !== "active") return false;
    world.truth.changeLeg(ticker, { status: "inactive" }, now);
    world.time.after(random.integer(1_000, 60_000), () => {
      const later = world.exchange.served.catchUp();
      if (world.truth.status(ticker) === "inactive") world.truth.changeLeg(ticker, { status: "active" }, later);
    });
    return true;
  }),
  "close-moved": deed(1.3, ({ world, random }, now) => {
    const ticker = random.choice(world.crowd.tickers);
    if (world.truth.status(ticker) !== "active" || world.inputsWithResting < ENOUGH_INPUTS) return false;
    const closeTime = (Math.ceil((now + random.integer(20_000, 400_000)) / 1_000) * 1_000) as Time;
    world.truth.changeLeg(ticker, { closeTime }, now);
    return true;
  }),
  settlement: deed(1.4, ({ world, random }, now) => {
    if (world.inputsWithResting < ENOUGH_INPUTS) return false;
    if (world.crowd.tickers.some((ticker) => world.truth.status(ticker) === "finalized")) return false;
    world.truth.settle(
      world.exchange.served.event.ticker,
      random.chance(0.2) ? undefined : random.choice(world.crowd.tickers),
      now,
    );
    return true;
  }),
  attestation: deed(1, ({ world, random }, now) => {
    world.truth.changeAccount(world.account, { attestedUntil: now });
    world.time.after(random.integer(5_000, 90_000), () => {
      world.truth.changeAccount(world.account, { attestedUntil: after(world.now, 30 * 86_400_000) });
    });
    return true;
  }),
};
