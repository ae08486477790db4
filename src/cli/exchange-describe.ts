import { basename } from "node:path";
import { loadProfile } from "../app/profiles.ts";
import { compareFigures } from "../backtest/market-figures/comparison.ts";
import { FITTED_MONTHS } from "../backtest/market-figures/fitted-months.ts";
import { type EventOrders, type MarketFigures, marketFigures } from "../backtest/market-figures/market-figures.ts";
import { profileOutcomes } from "../backtest/market-figures/profile-outcomes.ts";
import { type SimulatedMonth, simulatedMonth } from "../backtest/market-figures/simulated-month.ts";
import type { ConfigurationDocument } from "../backtest/report/document-shape.ts";
import { readTapes, type TapeOrder } from "../tape/taker-orders.ts";
import { crowdNamed } from "../venue/sim/crowds/named.ts";
import { hideProgress, showProgress } from "./backtest-progress.ts";
import { type OutcomeFigures, type OutcomeRow, told } from "./exchange-description.ts";
import type { ExchangeOptions } from "./exchange-options.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { namedSettlements, namedTapes } from "./tape-files.ts";

/** An event with fewer trades is no busy month, and isn't what the embedded one is like. */
const LEAST_TRADES = 1_000;
const USUAL_MONTHS = 4;
const PROFILES: readonly string[] = ["documented", "coherent", "best"];

/** What stands beside the embedded market. */
interface Reference {
  readonly source: string;
  readonly figures: MarketFigures;
  readonly events: readonly EventOrders[];
  /** Events and trades of the tape that aren't in it. */
  readonly leftOut: { readonly events: number; readonly trades: number };
}

/** `tauroi exchange --describe`: the embedded market's figures beside a tape's, and with settlements what profiles make of both. */
export async function describeMarket(options: ExchangeOptions, print: (text: string) => void): Promise<number> {
  const { crowd = "monthly", seed, months: count = USUAL_MONTHS, days } = options;
  const reference = await referenceOf(options);
  const months: SimulatedMonth[] = [];
  for (let nth = 0; nth < count; nth++) {
    const hours = days === undefined ? undefined : 24 * days;
    months.push(simulatedMonth({ crowd: crowdNamed(crowd), seed: seed + nth, hours, nth }));
    showProgress(`${nth + 1} of ${count} months`);
  }
  hideProgress();
  const embedded = marketFigures(months.map(({ orders }) => orders));
  const figures = compareFigures(embedded, reference.figures);
  const profiles = options.settlements === undefined ? [] : await outcomesOn(options.settlements, reference, months);
  const document = {
    crowd,
    seed,
    months: count,
    days: days ?? null,
    orders: embedded.orders,
    reference: {
      source: reference.source,
      events: reference.figures.events,
      orders: reference.figures.orders,
      left_out: reference.leftOut,
    },
    figures: figures.map(({ name, what, unit, embedded, tape, tolerance, holds }) => {
      return { name: snakeCase(name), what, unit, embedded, tape, tolerance, holds };
    }),
    holds: figures.every(({ holds }) => holds),
    profiles,
  };
  print(options.json === true ? JSON.stringify(document, null, 2) : told(document, figures));
  return EXIT.fine;
}

async function referenceOf({ tape, event, settlements }: ExchangeOptions): Promise<Reference> {
  if (tape === undefined) {
    const alone = event !== undefined ? "event" : settlements !== undefined ? "settlements" : undefined;
    if (alone !== undefined)
      throw new CommandFailure(`--${alone} says something of a tape: name one with --tape`, EXIT.usage);
    const source = "the two months that the crowd was fitted to";
    return { source, figures: FITTED_MONTHS, events: [], leftOut: { events: 0, trades: 0 } };
  }
  const byEvent = new Map<string, TapeOrder[]>();
  for await (const batch of readTapes(namedTapes(tape).files))
    for (const order of batch) byEvent.getOrInsertComputed(order.event, () => []).push(order);
  const isChosen = (name: string, orders: EventOrders): boolean =>
    event === undefined ? trades(orders) >= LEAST_TRADES : name === event;
  const chosen = [...byEvent].filter(([name, orders]) => isChosen(name, orders)).map(([, orders]) => orders);
  if (chosen.length === 0) {
    const most = [...byEvent].sort(([, a], [, b]) => trades(b) - trades(a))[0];
    const problem =
      event === undefined ? `no event has ${LEAST_TRADES} trades or more` : `there is no event ${event} on it`;
    const mend =
      most === undefined ? "it is empty" : `the busiest is ${most[0]}, with ${trades(most[1])}: --event ${most[0]}`;
    throw new CommandFailure(`--tape: ${problem}; ${mend}`, EXIT.usage);
  }
  const others = [...byEvent.values()].filter((orders) => !chosen.includes(orders));
  return {
    source: tape.map((path) => basename(path)).join(", "),
    figures: marketFigures(chosen),
    events: chosen,
    leftOut: { events: others.length, trades: others.reduce((sum, orders) => sum + trades(orders), 0) },
  };
}

function trades(orders: EventOrders): number {
  return orders.reduce((sum, order) => sum + order.trades, 0);
}

async function outcomesOn(
  settlements: string,
  { events }: Reference,
  months: readonly SimulatedMonth[],
): Promise<readonly OutcomeRow[]> {
  const profiles = PROFILES.map(loadProfile);
  const paid = new Map(months.flatMap((month) => month.settlements.map((record) => [record.ticker, record] as const)));
  const embedded = await profileOutcomes(
    profiles,
    months.map(({ orders }) => orders),
    paid,
  );
  const tape = await profileOutcomes(profiles, events, await namedSettlements(settlements));
  return embedded.map((outcome, index) => ({
    profile: outcome.profile,
    fill_model: outcome.fill_model,
    embedded: figuresOf(outcome),
    tape: figuresOf(tape[index]!),
  }));
}

function figuresOf(outcome: ConfigurationDocument): OutcomeFigures {
  const { events, fills, contracts, net_usd, cents_per_contract, interval_95, markouts } = outcome;
  return { events, fills, contracts, net_usd, cents_per_contract, interval_95, markouts };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`);
}
