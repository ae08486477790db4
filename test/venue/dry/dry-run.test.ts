import { describe, expect, test } from "vitest";
import { Random } from "../../../src/ambient/random.ts";
import type { DryRun } from "../../../src/app/dry-run.ts";
import { ReplayedRuns } from "../../../src/app/replayed-runs.ts";
import { summarize, summaryTable } from "../../../src/app/run-summary.ts";
import type { SessionEnd } from "../../../src/app/session.ts";
import type { Input } from "../../../src/engine/input.ts";
import { replay } from "../../../src/journal/replay.ts";
import { DOLLAR, toContracts } from "../../../src/market/units.ts";
import { Disk } from "../../simulation/disk.ts";
import { Life } from "../../simulation/life.ts";
import { BALANCE, DryWorld, type Opening } from "./dry-world.ts";

/** A dry run from its start to its end. */
async function whole(world: DryWorld, opening: Opening): Promise<{ run: DryRun; end: SessionEnd; inputs: Input[] }> {
  const inputs: Input[] = [];
  const run = await world.dry({ ...opening, watch: (input) => inputs.push(input) });
  const end = await world.passing(run.play());
  world.close();
  return { run, end, inputs };
}

/** Only what was read has left, and the exchange knows of no order, no money spent, no position. */
function expectNothingSent(world: DryWorld): void {
  expect(new Set(world.sent)).toEqual(new Set(["GET"]));
  expect(Object.keys(world.requests)).toEqual(["GET"]);
  const { exchange, account } = world;
  expect(exchange.records(account).orders()).toEqual([]);
  expect(exchange.balance(account)).toBe(BALANCE);
  expect(exchange.positions(account)).toEqual([]);
  expect(world.fills).toEqual([]);
}

describe.each([
  { by: "the stream", isKeyless: false, switches: [] },
  { by: "REST, with whole books", isKeyless: true, switches: ["public-books=yes"] },
  { by: "REST, with best prices alone", isKeyless: true, switches: ["public-books=no"] },
])("a dry run by $by", ({ isKeyless, switches }) => {
  test("trades, sends nothing, agrees with itself, and is replayed to the same fills and figures", async () => {
    const world = new DryWorld({ seed: 2, switches });
    const disk = new Disk(world.time, Random.seeded(2));
    const journal = disk.journalOf(new Life(world.time, "dry"));
    const { run, end, inputs } = await whole(world, { flags: { duration: "20m" }, isKeyless, journal });
    expect(end).toEqual({ reason: "stopped", by: "duration", mayRest: 0 });
    expectNothingSent(world);

    const summary = summarize(run.session.engine.desk!, end, run.venue.name, undefined, run.account, run.dryRun);
    expect(summary).toMatchObject({ mode: "dry-run", optimistic: true });
    expect(summary.fills).toBeGreaterThan(0);
    const { through_only } = summary;
    expect(through_only!.contracts).toBeLessThanOrEqual(summary.fills); // orders of one contract
    expect(summaryTable(summary)).toMatch(/DRY-RUN.*optimistic.*\n.*through-only/);
    const view = run.snapshot();
    expect(view).toMatchObject({ mode: "DRY-RUN", dryRun: { feed: isKeyless ? "polled" : "stream" } });
    expect(view.dryRun!.throughOnly.netUsd).toBe(through_only!.net_usd);

    const runs = new ReplayedRuns();
    expect(replay(disk, {}, runs)).toMatchObject({ sessions: 1, mismatches: 0 });
    const { fills, gross_usd, fees_usd, net_usd } = summary;
    const figures = { fills, gross_usd, fees_usd, net_usd, optimistic: true, through_only };
    expect(runs.results()).toEqual([{ epoch: "w2", ...figures }]);

    // Told fills, counted by hand, are what the account has.
    const readings = inputs.filter((input) => input.type === "account");
    const told = inputs.filter((input) => input.type === "fill");
    let [cash, short] = [BALANCE as number, 0];
    const held = new Map<string, number>();
    for (const { ticker, side, price, quantity, fee } of told) {
      const signed = side === "bid" ? quantity : -quantity;
      held.set(ticker, (held.get(ticker) ?? 0) + signed);
      cash -= signed * price + fee;
    }
    for (const position of held.values()) short += Math.max(0, -position);
    expect(told.length).toBe(summary.fills);
    const last = run.session.engine.desk!.account;
    for (const [ticker, position] of held) expect(last.position(ticker as never)).toBe(position);
    expect(last.balance).toBe(cash - (short / 100) * DOLLAR);
    expect(readings.length).toBeGreaterThan(30);
    expect(run.session.engine.desk!.doubt.drift).toBe("");
  });

  test("says where its data come from", async () => {
    const world = new DryWorld({ seed: 3, switches });
    await whole(world, { flags: { duration: "10s" }, isKeyless });
    const codes = world.notices.map(({ code }) => code);
    expect(codes.includes("polled")).toBe(isKeyless);
    expect(codes.includes("best-prices")).toBe(switches.includes("public-books=no"));
  });
});

test("a dry run that is killed takes its orders off and proves it", async () => {
  const world = new DryWorld({ seed: 2 });
  const run = await world.dry({});
  const end = world.passing(run.play());
  await world.pass(5 * 60_000);
  expect([...run.session.engine.desk!.orders.live()].length).toBeGreaterThan(0);
  run.session.operate("kill", "test");
  expect(await end).toEqual({ reason: "killed", by: "test" });
  world.close();
  expectNothingSent(world);
});

test("reading by REST keeps to its rate", async () => {
  const world = new DryWorld({ seed: 2 });
  const run = await world.dry({ isKeyless: true });
  await world.pass(60_000);
  const before = world.sent.length;
  await world.pass(5 * 60_000);
  const aSecond = (world.sent.length - before) / 300;
  expect(aSecond).toBeGreaterThan(1);
  expect(aSecond).toBeLessThanOrEqual(9);
  run.venue.close();
  world.close();
});

test("a feed by REST that can't be read is lost, quotes are pulled meanwhile, and all comes back with it", async () => {
  const world = new DryWorld({ seed: 2 });
  const inputs: Input[] = [];
  const run = await world.dry({ isKeyless: true, watch: (input) => inputs.push(input) });
  await world.pass(5 * 60_000);
  const desk = run.session.engine.desk!;
  const live = () => [...desk.orders.live()].length;
  expect(live()).toBeGreaterThan(0);
  world.isCut = true;
  await world.pass(90_000);
  expect(live()).toBe(0);
  world.isCut = false;
  await world.pass(3 * 60_000);
  expect(live()).toBeGreaterThan(0);
  const feed = inputs.filter((input) => input.type === "heartbeat").map((input) => input.feed);
  expect(feed.filter((state, at) => state !== feed[at - 1])).toEqual(["live", "lost", "live"]);
  run.venue.close();
  world.close();
});

test("a pause of trading takes orders off, as every create asks", async () => {
  const world = new DryWorld({ seed: 2 });
  const inputs: Input[] = [];
  const run = await world.dry({ watch: (input) => inputs.push(input) });
  void run.play();
  await world.pass(5 * 60_000);
  const live = [...run.session.engine.desk!.orders.live()].length;
  expect(live).toBeGreaterThan(0);
  world.exchange.setState("trading-paused", world.now);
  await world.pass(60_000);
  const closed = inputs.filter((input) => input.type === "closed");
  expect(closed.filter(({ reason }) => reason === "pause").length).toBeGreaterThan(0);
  expect([...run.session.engine.desk!.orders.live()]).toEqual([]);
  run.venue.close();
  world.close();
});

test("what a contract pays out is booked, and the run ends when all have", async () => {
  const world = new DryWorld({ seed: 2, hoursToClose: 0.75 });
  const { run, end } = await whole(world, {});
  expect(end).toEqual({ reason: "settled" });
  const desk = run.session.engine.desk!;
  expect(toContracts(desk.account.position(desk.start.event.legs[0]!.ticker))).toBe(0);
  const { throughOnly } = run.dryRun!;
  expect(throughOnly.netUsd).toBeCloseTo(throughOnly.grossUsd - throughOnly.feesUsd, 9);
  expectNothingSent(world);
});
