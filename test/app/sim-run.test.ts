import { beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { operate } from "../../src/app/operate.ts";
import { type RunSummary, summarize } from "../../src/app/run-summary.ts";
import { openSimRun, type SimRun, type SimRunParts } from "../../src/app/sim-run.ts";
import type { Command } from "../../src/engine/command.ts";
import { createEngine } from "../../src/engine/engine.ts";
import type { Input } from "../../src/engine/input.ts";
import { Ledger } from "../../src/engine/ledger.ts";
import { type Journal, nullJournal } from "../../src/journal/journal.ts";
import { JournalError } from "../../src/journal/journal-error.ts";
import { after, DOLLAR, type Money, price, quantity } from "../../src/market/units.ts";
import type { Exchange } from "../../src/venue/sim/exchange.ts";
import { SIMULATION_START } from "../../src/venue/sim/simulated-event.ts";

interface Played {
  readonly run: SimRun;
  readonly summary: RunSummary;
  readonly inputs: readonly Input[];
  readonly commands: readonly (readonly Command[])[];
}

/** Quotes wide open to the crowd, so that there is something to account for. */
const EAGER = { halfSpread: "fixed", halfSpreadCents: 1, orderSize: 4, skewCentsPerContract: 0.25 };

async function play(
  seed: number,
  flags: Record<string, unknown>,
  look: (run: SimRun) => void = () => undefined,
  {
    exchange = {},
    journal = nullJournal,
  }: { readonly exchange?: SimRunParts["exchange"]; readonly journal?: Journal } = {},
): Promise<Played> {
  const configuration = loadConfiguration({ flags: { headless: true, ...flags }, environment: {} });
  const inputs: Input[] = [];
  const commands: Command[][] = [];
  let run: SimRun | undefined;
  run = await openSimRun({
    configuration,
    seed,
    epoch: "test",
    program: "test",
    journal,
    clock: systemClock,
    timers: systemTimers,
    unattended: true,
    ...(exchange !== undefined && { exchange }),
    watch: (input, caused) => {
      inputs.push(input);
      commands.push([...caused]);
      if (run !== undefined) look(run);
    },
  });
  const end = await run.play();
  return { run, summary: summarize(run.session.engine.desk!, end, "sim", seed), inputs, commands };
}

describe("a run on the embedded exchange", () => {
  let one: Played;
  beforeAll(async () => {
    one = await play(7, { duration: "10m" });
  });

  test("comes to the same with the same seed, input by input and command by command", async () => {
    const again = await play(7, { duration: "10m" });
    expect(JSON.stringify(again.summary)).toBe(JSON.stringify(one.summary));
    expect(again.inputs).toEqual(one.inputs);
    expect(again.commands).toEqual(one.commands);
  });

  test("comes to something else with another seed", async () => {
    expect((await play(8, { duration: "10m" })).summary).not.toEqual({ ...one.summary, seed: 8 });
  });

  test("decides from its inputs alone: a fresh engine given them says the same", () => {
    const engine = createEngine();
    const commands = one.inputs.map((input) => engine.handle(JSON.parse(JSON.stringify(input))));
    expect(commands).toEqual(one.commands);
  });

  test("ends with nothing resting on the exchange, by the exchange's own list", () => {
    const { venue } = one.run;
    expect(venue.exchange.resting(venue.account)).toEqual([]);
    expect(one.summary.reason).toBe("duration");
  });

  test("quotes every contender on both sides in time, and agrees with the exchange", () => {
    const places = one.commands.flat().filter((command) => command.type === "place");
    expect(new Set(places.map(({ ticker }) => ticker)).size).toBeGreaterThanOrEqual(3);
    expect(one.run.session.engine.desk!.reconciliation.last).toMatchObject({ ok: true });
    expect(one.commands.flat().filter((command) => command.type === "alert" && command.severity !== "info")).toEqual(
      [],
    );
  });
});

test("a trade that is told late is taken in as the newest, and nothing falls over it", async () => {
  let told = false;
  const { summary, inputs } = await play(7, { duration: "3m" }, ({ session, clock }) => {
    const [ticker] = session.engine.desk?.legs.keys() ?? [];
    if (told || ticker === undefined || clock.now() < after(SIMULATION_START, 60_000)) return;
    told = true;
    const prints = [{ price: price(5_000), quantity: quantity(100) }];
    const order = { ticker, at: after(SIMULATION_START, -3_600_000), side: "buy", prints } as const;
    session.take({ type: "trade", at: clock.now(), order });
  });
  expect(told).toBe(true);
  expect(summary.reason).toBe("duration");
  const trades = inputs.filter((input) => input.type === "trade");
  expect(trades.every(({ order }) => order.at > after(SIMULATION_START, -3_600_000))).toBe(true);
});

test("when intents can't be made durable any more, nothing is sent, and what rests is pulled", async () => {
  let commits = 0;
  const full: Journal = {
    ...nullJournal,
    commit: (committed) => {
      const isFull = ++commits > 3;
      committed(isFull ? new JournalError("journal.sqlite", "full", "the disk is full") : undefined);
    },
  };
  const { run, inputs, summary } = await play(7, { duration: "5m" }, undefined, { journal: full });
  expect(summary.reason).toBe("duration");
  const sent = inputs.filter((input) => input.type === "sent");
  const withdrawn = inputs.filter((input) => input.type === "withdrawn" && input.detail.includes("durable"));
  expect(sent.length).toBeGreaterThan(0);
  expect(withdrawn.length).toBeGreaterThan(0);
  expect(inputs.lastIndexOf(sent.at(-1)!)).toBeLessThan(inputs.indexOf(withdrawn[0]!));
  expect(inputs.find((input) => input.type === "journal")).toMatchObject({
    problem: expect.stringContaining("the disk is full; make room"),
  });
  expect(run.venue.exchange.resting(run.venue.account)).toEqual([]);
});

test("an error on the way is the end: nothing more is decided, and the exchange has nothing of ours", async () => {
  let restingBefore = 0;
  const { run, summary, inputs } = await play(7, { duration: "5m" }, ({ session, clock, venue }) => {
    if (restingBefore > 0 || clock.now() < after(SIMULATION_START, 90_000)) return;
    restingBefore = venue.exchange.resting(venue.account).length;
    session.take({ type: "book", at: clock.now(), ticker: session.engine.desk!.start.event.legs[0]!.ticker } as never);
  });
  expect(restingBefore).toBeGreaterThan(0);
  expect(summary.reason).toMatch(/undefined/); // the book that isn't there
  expect(inputs.at(-1)!.at).toBeLessThan(after(SIMULATION_START, 91_000));
  expect(run.venue.exchange.resting(run.venue.account)).toEqual([]);
});

test("an operator names a contract in full or by its last part, and is told what came of it", async () => {
  const replies: Record<string, { ok: boolean; text: string }> = {};
  let done = false;
  const { run } = await play(7, { duration: "3m" }, ({ session, clock }) => {
    if (done || clock.now() < after(SIMULATION_START, 90_000)) return;
    done = true;
    replies["pull"] = operate(session, { action: "pull", ticker: "MARV" }, "test");
    replies["part"] = operate(session, { action: "pull", ticker: "ARV" }, "test");
    replies["full"] = operate(session, { action: "reduce", ticker: "KXTOPMONTHLY-26SEP-TIDE" }, "test");
  });
  expect(replies["pull"]).toEqual({ ok: true, text: "KXTOPMONTHLY-26SEP-MARV: pulled" });
  expect(replies["part"]).toMatchObject({
    ok: false,
    text: expect.stringContaining("there are KXTOPMONTHLY-26SEP-MARV"),
  });
  expect(replies["full"]).toMatchObject({ ok: true });
  const { legs } = run.session.engine.desk!;
  expect([...legs.values()].filter((leg) => leg.manualPull !== undefined).map(({ ticker }) => ticker)).toEqual([
    "KXTOPMONTHLY-26SEP-MARV",
  ]);
  expect(operate(run.session, { action: "pull" }, "test")).toMatchObject({ ok: false }); // it is over
});

describe("accounting, after every event of a run to settlement", () => {
  test("our books and the exchange's agree to the micro-dollar, and no money appears or goes", async () => {
    const told = new Ledger((1_000 * DOLLAR) as Money);
    let checked = 0;
    let inStep = 0;
    let listening = false;
    const look = (run: SimRun): void => {
      const { exchange, account } = run.venue;
      if (!listening) {
        listening = true;
        // The ledger that learns of each fill the moment it happens; ours hears of it when the message comes.
        exchange.subscribe((fact) => {
          if (fact.type === "fill" && fact.order.account === account) {
            const { tradeId, price, quantity, fee } = fact;
            told.applyFill({ tradeId, ticker: fact.order.ticker, side: fact.order.side, price, quantity, fee });
          }
          if (fact.type === "settled") told.applySettlement(fact.ticker, fact.value);
        });
      }
      checked++;
      same(moneyOn(exchange), exchange.deposits);
      same(exchange.balance(account), told.exchangeBalance());
      const ours = run.session.engine.desk!.account.ledger!;
      let inStepNow = true;
      for (const ticker of told.tickers()) {
        same(exchange.position(account, ticker), told.position(ticker));
        const mine = ours.leg(ticker);
        const theirs = told.leg(ticker);
        if (mine.fills > theirs.fills) expect(mine.fills).toBeLessThanOrEqual(theirs.fills);
        if (mine.fills !== theirs.fills || mine.settledAt !== theirs.settledAt) inStepNow = false;
      }
      if (!inStepNow) return; // a message is on its way
      inStep++;
      same(ours.exchangeBalance(), exchange.balance(account));
      same(ours.cash - ours.shortCollateral(), exchange.balance(account));
    };
    const closeTime = after(SIMULATION_START, 2 * 3_600_000);
    const { summary, run } = await play(3, EAGER, look, { exchange: { closeTime } });
    expect(summary.reason).toBe("settled");
    expect(summary.fills).toBeGreaterThan(20);
    expect(checked).toBeGreaterThan(5_000);
    expect(inStep / checked).toBeGreaterThan(0.9);
    expect(summary.contracts.every(({ position }) => position === 0)).toBe(true);
    expect(summary.contracts.filter(({ settled }) => settled === 100)).toHaveLength(1);
    const { exchange, account } = run.venue;
    expect(Math.round(summary.net_usd * 1e6)).toBe(exchange.balance(account) - 1_000 * DOLLAR);
  }, 120_000);
});

/** An expectation for the inside of loops: the test runner's own costs more than what it checks. */
function same(one: number, other: number): void {
  if (one !== other) expect(one).toBe(other);
}

/** Everything there is on the exchange: balances, $1 for each contract held (one long, one short), and the fees. */
function moneyOn(exchange: Exchange): number {
  let total: number = exchange.feesCollected;
  let net = 0;
  for (const account of exchange.accounts) {
    total += exchange.balance(account);
    for (const { position } of exchange.positions(account)) {
      if (position > 0) total += position * 10_000;
      net += position;
    }
  }
  same(net, 0);
  return total;
}

describe("kill", () => {
  test("on the embedded exchange: nothing more is sent, and two readings prove that nothing rests", async () => {
    let asked = false;
    const { commands, run, summary } = await play(5, { duration: "10m" }, (run) => {
      if (asked || run.clock.now() < after(SIMULATION_START, 120_000)) return;
      asked = true;
      run.session.operate("kill", "test");
    });
    expect(summary.reason).toBe("killed by test");
    const flat = commands.flat();
    const at = flat.findIndex(({ type }) => type === "cancelAll");
    expect(flat.slice(at).filter(({ type }) => type === "place" || type === "amend")).toEqual([]);
    expect(run.session.engine.desk!.killSwitch.kill).toMatchObject({ grade: "CONFIRMED", mayRest: 0 });
    expect(run.venue.exchange.resting(run.venue.account)).toEqual([]);
  });
});
