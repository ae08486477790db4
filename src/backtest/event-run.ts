import type { Random } from "../ambient/random.ts";
import type { Command } from "../engine/command.ts";
import type { Desk } from "../engine/desk.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import type { Fill, Input, Signal } from "../engine/input.ts";
import { lastPrice } from "../market/taker-order.ts";
import { after, CONTRACT, money, type Position, type Price, type Quantity, type Time } from "../market/units.ts";
import type { ParameterSet } from "../model/calibrator.ts";
import type { ModelName } from "../model/fair-value-model.ts";
import type { MakeModel } from "../model/make-model.ts";
import { ORIGINAL_REFERENCE_SIGMA_B } from "../model/original-model.ts";
import { PRIOR } from "../model/parameters.ts";
import type { Profile } from "../strategy/profile.ts";
import { fixedLatency } from "../venue/local/latency.ts";
import { bookSteps } from "./book-columns.ts";
import { FillRecorder } from "./fill-log.ts";
import { type MarkSeries, markSeries } from "./marks.ts";
import type { EventOutcome, LegOutcome, Variant } from "./outcome.ts";
import { type BookMoment, bookMoments } from "./recorded-books.ts";
import type { Setting } from "./setting.ts";
import { shuffledModels } from "./shuffled-model.ts";
import type { EventTape } from "./tape-columns.ts";
import type { TapeFillModel } from "./tape-fill-model.ts";
import { TapeVenue } from "./tape-venue.ts";

/** One event's tape, traded by one profile and met by one fill model. */
export interface EventRun {
  readonly tape: EventTape;
  readonly model: ModelName;
  /** In time order. */
  readonly parameters: readonly ParameterSet[];
  /** What is told from beyond the market, in time order; nothing when left out. */
  readonly signals?: readonly Signal[];
  readonly profile: Profile;
  readonly fillModel: TapeFillModel;
  readonly setting: Setting;
  readonly variant: Variant;
  /** Draws what chance decides: the latency of each command, and a baseline's shuffles. */
  readonly random: Random;
  /** What fair values come from, where it is not what `model` names: for measurements. */
  readonly makeModel?: MakeModel;
  /** By leg, where they have been worked out for the tape before. */
  readonly marks?: ReadonlyMap<string, MarkSeries>;
  /** Told of every input with the commands it caused, in order. */
  readonly watch?: (input: Input, commands: readonly Command[]) => void;
  /** Looks at the desk and at the venue after every input: for a report. */
  readonly inspect?: (at: Time, desk: Desk, venue: TapeVenue) => void;
}

/** Others' contracts before us where we join a price, for the fill model `queue`: between what small and large taker orders consume. */
const QUEUE_AHEAD = (100 * CONTRACT) as Quantity;

/** After the last order: time enough for every answer that is on its way. */
const ENDING_MS = 10_000;

const LATER = Number.POSITIVE_INFINITY;

/** The two books of one account don't agree: the program is wrong. */
export class AccountingError extends Error {
  override readonly name = "AccountingError";
}

/** Trades the tape once from its first order to its settlement. Deterministic. */
export function runEvent(run: EventRun): EventOutcome {
  const { tape, parameters, signals = [] } = run;
  const driver = new Driver(run);
  const moments = bookMoments(run.fillModel === "book" && tape.books !== undefined ? bookSteps(tape.books) : []);
  let moment = moments.next();
  let nextSet = 0;
  let nextSignal = 0;
  for (const order of tape.orders) {
    for (;;) {
      const set = parameters[nextSet];
      const signal = signals[nextSignal];
      // A trade comes before what it made of the book at the same moment.
      const books = moment.done === true || moment.value.at >= order.at ? undefined : moment.value;
      const first = Math.min(signal?.at ?? LATER, set?.at ?? LATER, books?.at ?? LATER);
      if (books !== undefined && books.at === first) {
        driver.look(books);
        moment = moments.next();
      } else if (signal !== undefined && signal.at <= order.at && (set === undefined || signal.at < set.at)) {
        driver.advance(signal.at);
        driver.feed(signal);
        nextSignal += 1;
      } else if (set !== undefined && set.at <= order.at) {
        driver.advance(set.at);
        driver.feed({ type: "parameters", at: set.at, ticker: set.ticker, parameters: set.parameters });
        nextSet += 1;
      } else break;
    }
    driver.advance(order.at);
    driver.trade(order);
  }
  return driver.finish();
}

/** The profile with the reference of the model it is to run under: belief volatilities of two models are on two scales. */
function profileUnder(model: ModelName, profile: Profile): Profile {
  return model === "original" ? { ...profile, referenceSigmaB: ORIGINAL_REFERENCE_SIGMA_B } : profile;
}

/** Joins an engine and a venue: time goes from what is due to what is due, inputs go in, commands go out. */
class Driver {
  readonly venue: TapeVenue;
  readonly #engine: Engine;
  readonly #inbox: Input[] = [];
  readonly #alerts = new Map<string, number>();
  readonly #recorders = new Map<string, FillRecorder>();
  /** Fair values, in cents, that orders were made from. */
  readonly #quotedFrom = new Map<string, number>();
  readonly #startedAt: Time;
  #lastTick: number;

  constructor(private readonly run: EventRun) {
    const { tape, model, fillModel, setting, random, variant } = run;
    const profile = profileUnder(model, run.profile);
    const { event, orders } = tape;
    this.#engine =
      variant.kind === "random-fair"
        ? createEngine(shuffledModels(random.fork(`shuffle ${variant.draw}`)))
        : createEngine(run.makeModel);
    const latency = variant.kind === "placebo" ? fixedLatency(variant.latencyMs) : setting.latency(random);
    const { openingBalance, rules } = setting;
    const lastAt = orders.at(-1)?.at ?? (0 as Time);
    this.venue = new TapeVenue({
      event,
      fillModel,
      latency,
      queueAhead: QUEUE_AHEAD,
      openingBalance,
      lastAt,
      books: tape.books,
    });
    this.#startedAt = orders[0]?.at ?? (0 as Time);
    this.#lastTick = this.#startedAt;
    this.feed({
      type: "start",
      at: this.#startedAt,
      epoch: "tape",
      version: "tape",
      event,
      profile,
      rules,
      model,
      limits: setting.limits(profile),
      pacing: setting.pacing(profile),
      history: [],
      parameters: event.legs.map(({ ticker }) => ({ ticker, parameters: PRIOR })),
    });
    this.feed(this.venue.reading(this.#startedAt));
    // Until the books are whole for the first time nothing is known of them.
    if (fillModel === "book") this.feed({ type: "heartbeat", at: this.#startedAt, feed: "lost", lagMs: 0 });
  }

  /** Everything that is due up to and at a time, in its order: the venue's effects first, then the engine's own wake-ups. */
  advance(until: Time): void {
    for (;;) {
      const effectAt = this.venue.nextAt ?? Number.POSITIVE_INFINITY;
      const tickAt = Math.max(this.#engine.wakeAt ?? Number.POSITIVE_INFINITY, this.#lastTick + 1);
      if (effectAt > until && tickAt > until) return;
      if (effectAt <= tickAt) {
        for (const input of this.venue.next()) this.feed(input);
      } else {
        this.#lastTick = tickAt;
        this.feed({ type: "tick", at: tickAt as Time });
      }
    }
  }

  /** Recorded books go on. What they did before the tape's first order, they did by then. */
  look({ at, steps }: BookMoment): void {
    const now = Math.max(at, this.#startedAt) as Time;
    this.advance(now);
    this.hear(this.venue.step(steps, now));
  }

  /** A taker order comes. */
  trade(order: EventTape["orders"][number]): void {
    this.hear(this.venue.trade(order));
  }

  /** The venue has told something. Fills are recorded with the fair values as they were before any of it. */
  hear(inputs: readonly Input[]): void {
    const fairsCents = inputs.length === 1 ? undefined : this.#fairsOf(inputs);
    for (let index = 0; index < inputs.length; index++) {
      const input = inputs[index]!;
      if (input.type === "fill") {
        this.#log(input, fairsCents === undefined ? this.#fairCents(input.ticker) : fairsCents[index]);
      }
      this.feed(input);
    }
  }

  /** By input: the fair value, in cents, of the leg that it fills. */
  #fairsOf(inputs: readonly Input[]): readonly (number | undefined)[] {
    return inputs.map((input) => (input.type === "fill" ? this.#fairCents(input.ticker) : undefined));
  }

  #log({ at, ticker, clientOrderId, side, price, quantity, fee }: Fill, fairCents: number | undefined): void {
    if (fairCents === undefined) return;
    let recorder = this.#recorders.get(ticker);
    if (recorder === undefined) {
      recorder = new FillRecorder();
      this.#recorders.set(ticker, recorder);
    }
    const quoteFairCents = this.#quotedFrom.get(clientOrderId) ?? fairCents;
    const positionBefore = this.#engine.desk?.account.position(ticker) ?? (0 as Position);
    recorder.add({ at, side, price, quantity, fee, fairCents, quoteFairCents, positionBefore });
  }

  feed(first: Input): void {
    const inbox = this.#inbox;
    inbox.push(first);
    for (let next = 0; next < inbox.length; next++) {
      const input = inbox[next]!;
      const commands = this.#engine.handle(input);
      this.run.watch?.(input, commands);
      if (this.run.inspect !== undefined && this.#engine.desk)
        this.run.inspect(input.at, this.#engine.desk, this.venue);
      for (const command of commands) this.#carryOut(command, input.at);
    }
    inbox.length = 0;
  }

  #carryOut(command: Command, at: Time): void {
    if (command.type === "alert") {
      this.#alerts.set(command.code, (this.#alerts.get(command.code) ?? 0) + 1);
      return;
    }
    this.venue.send(command, at);
    if (command.type !== "place") return;
    const { clientOrderId, ticker } = command;
    const fairCents = this.#fairCents(ticker);
    if (fairCents !== undefined) this.#quotedFrom.set(clientOrderId, fairCents);
    this.#inbox.push({ type: "sent", at, clientOrderId });
  }

  #fairCents(ticker: string): number | undefined {
    return this.#engine.desk?.legs.get(ticker)?.fairCents;
  }

  /** Lets what is on its way arrive, pays out what has settled, and compares the books. */
  finish(): EventOutcome {
    const { tape } = this.run;
    const { event, orders, settlements, trades } = tape;
    const endedAt = after(orders.at(-1)?.at ?? this.#startedAt, ENDING_MS);
    this.advance(endedAt);
    for (const [ticker, value] of settlements) this.feed(this.venue.settle(ticker, value, endedAt));

    const marks = this.run.marks ?? markSeries(orders);
    const lastPrint = (ticker: string): Price | undefined => {
      const last = orders.findLast((order) => order.ticker === ticker);
      return last && lastPrice(last);
    };
    const legs = event.legs.map(({ ticker }): LegOutcome => {
      const value = settlements.get(ticker) ?? lastPrint(ticker) ?? (0 as Price);
      const leg = this.venue.account.leg(ticker);
      const gross = money(leg.flow + leg.position * value, "gross");
      const net = money(gross - leg.fees, "net");
      const log = (this.#recorders.get(ticker) ?? new FillRecorder()).log(marks.get(ticker));
      const quoteTime = this.venue.quoteTime(ticker);
      const settled = settlements.has(ticker);
      return { ...leg, ticker, trades: trades.get(ticker) ?? 0, value, settled, gross, net, log, quoteTime };
    });
    this.#compare(legs);
    return { event: event.ticker, endedAt, legs, alerts: this.#alerts };
  }

  /** The engine's ledger and the venue's account have counted the same fills in two ways. */
  #compare(legs: readonly LegOutcome[]): void {
    const ledger = this.#engine.desk?.account.ledger;
    const say = (what: string, ours: number | undefined, theirs: number): void => {
      if (ours === theirs) return;
      throw new AccountingError(
        `${this.run.tape.event.ticker}: ${what} is ${ours} in the engine and ${theirs} at the venue`,
      );
    };
    const sum = (name: "fees" | "gross"): number => legs.reduce((total, leg) => total + leg[name], 0);
    const values = new Map(legs.map(({ ticker, value }) => [ticker, value]));
    say("cash", ledger?.cash, this.venue.account.cash);
    say("balance", ledger?.exchangeBalance(), this.venue.account.balance);
    say("fees", ledger?.fees, sum("fees"));
    say(
      "the result",
      ledger?.gross((ticker) => values.get(ticker) ?? (0 as Price)),
      sum("gross"),
    );
    for (const { ticker, position, settled } of legs) {
      say(`the position of ${ticker}`, ledger?.position(ticker), settled ? 0 : position);
    }
  }
}
