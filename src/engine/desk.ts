import type { TakerOrder } from "../market/taker-order.ts";
import type { Time } from "../market/units.ts";
import type { MakeModel } from "../model/make-model.ts";
import { warnings } from "../strategy/warnings.ts";
import { takeAccountNews } from "./account-news.ts";
import type { Alert, Command } from "./command.ts";
import { conditionOf, type EngineCondition } from "./condition.ts";
import { DayAccount } from "./day-account.ts";
import { type DeskState, restoreParts, savedDesk } from "./desk-state.ts";
import { Doubt } from "./doubt.ts";
import { EventFair } from "./event-fair.ts";
import { Exposure } from "./exposure.ts";
import { ForeignHand } from "./foreign-hand.ts";
import type { Input } from "./input.ts";
import { KillSwitch } from "./kill-switch.ts";
import type { LegState } from "./leg-state.ts";
import { legsAtStart } from "./legs-at-start.ts";
import { LiveGuards } from "./live-guards.ts";
import { watchBook, watchFair, watchTrade } from "./market-watch.ts";
import { applySetting, operate } from "./operate.ts";
import type { Order } from "./order.ts";
import { OrderAges } from "./order-ages.ts";
import { applyOrderReport } from "./order-reports.ts";
import { OrderTable } from "./order-table.ts";
import { Reconciliation } from "./reconciliation.ts";
import { Review } from "./review.ts";
import { OrderService } from "./service.ts";
import type { Start } from "./start.ts";
import { Tenancy } from "./tenancy.ts";
import { takeTenancyNews } from "./tenancy-news.ts";
import { isUnresolved } from "./unresolved.ts";
import { reviewAt } from "./wake.ts";
import { WriteGate } from "./write-gate.ts";

/**
 * The trading desk: everything the engine holds from `start` on, and the one place where it changes. `handle` takes an input in,
 * looks again at every leg whose quotes may depend on it, and compares what is wanted with what is working.
 */
export class Desk {
  readonly legs: ReadonlyMap<string, LegState>;
  readonly orders = new OrderTable();
  readonly gate: WriteGate;
  readonly reconciliation: Reconciliation;
  readonly account: DayAccount;
  readonly exposure: Exposure;
  readonly service: OrderService;
  readonly killSwitch = new KillSwitch();
  readonly tenancy: Tenancy;
  readonly doubt: Doubt;
  readonly guards: LiveGuards;
  readonly foreign: ForeignHand;

  now: Time;
  /** Since when everything that must be known before the first quote is known. */
  readyAt: Time | undefined;
  stopping: { readonly by: string; readonly at: Time } | undefined;
  roundTripMs: number | undefined;
  inputs = 0;
  fees: Start["event"]["fees"];
  /** The next scheduled pause of the exchange. */
  nextPauseAt: Time | undefined;
  /** What the legs tell about each other. */
  readonly fair: EventFair;
  /** What keeps every leg from quoting; the same object while nothing of it changes. */
  condition: EngineCondition;

  readonly #legs: readonly LegState[];
  readonly #ages: OrderAges;
  readonly #review: Review;
  #commands: Command[] = [];
  #day = "";
  #advancedTo = 0 as Time;

  constructor(
    readonly start: Start,
    makeModel: MakeModel,
  ) {
    this.now = start.at;
    this.fees = start.event.fees;
    this.exposure = new Exposure(this);
    this.legs = legsAtStart(start, makeModel, this.orders, this.exposure);
    this.#legs = [...this.legs.values()];
    this.gate = new WriteGate(start.pacing.writeTokens, () => this.orders.liveCount, start.epoch);
    this.reconciliation = new Reconciliation(start.pacing.reconcileEveryMs);
    this.doubt = new Doubt(start.at, start.pacing, this.reconciliation);
    this.account = new DayAccount(this);
    this.guards = new LiveGuards(start);
    this.foreign = new ForeignHand(start.foreignOrders);
    this.service = new OrderService(start);
    this.tenancy = new Tenancy(start);
    for (const ticker of start.carried?.touched ?? []) this.foreign.filled(ticker);
    this.fair = new EventFair(start.profile, start.event, start.rules);
    this.#ages = new OrderAges(this.orders);
    this.#review = new Review(this);
    this.condition = conditionOf(this);
  }

  /** What the start itself asks for: the history is taken in, and the account is read. */
  open(): readonly Command[] {
    for (const order of this.start.history) this.#observe(order);
    for (const text of warnings(this.start.profile)) this.alert("warning", "profile", text);
    for (const text of this.start.recovery ?? []) this.alert("info", "recovery", text);
    for (const text of this.tenancy.unexplained) this.alert("critical", "unexplained", text);
    this.exposureChanged();
    return this.#advance();
  }

  handle(input: Exclude<Input, Start>): readonly Command[] {
    const before = this.now;
    this.now = input.at;
    this.inputs++;
    this.#commands = [];
    this.#take(input);
    // The loop says so right after the command, in the same millisecond: nothing follows from it that did not follow then.
    if (input.type === "sent" && input.at === before && !this.#review.isNeeded) return this.#commands;
    return this.#advance();
  }

  /** Nothing of ours can be live on the exchange. */
  get nothingLive(): boolean {
    return this.orders.nothingLive;
  }

  /** Every leg has paid out. */
  get settled(): boolean {
    return this.#legs.every(({ settledAt }) => settledAt !== undefined);
  }

  #take(input: Exclude<Input, Start>): void {
    switch (input.type) {
      case "tick":
        return;
      case "trade":
        if (input.book !== undefined) this.legs.get(input.order.ticker)?.setBook(input.book, input.at);
        if (this.guards.isOn) watchTrade(this, input.order);
        this.#observe(input.order);
        if (this.guards.isOn) watchFair(this);
        return;
      case "book": {
        const leg = this.legs.get(input.ticker);
        if (leg === undefined) return;
        leg.setBook(input.book, input.at);
        this.account.valueLeg(leg);
        if (this.guards.isOn) watchBook(this, leg);
        return;
      }
      case "heartbeat":
        if (input.feed === "live") this.guards.feedLag.heard(input.at, input.lagMs);
        if (!this.doubt.heartbeat(input)) return;
        for (const leg of this.#legs) leg.forgetBook();
        this.account.value(this.legs);
        return;
      case "leg":
        this.legs.get(input.leg.ticker)?.change(input.leg);
        return;
      case "fees":
        this.fees = input.fees;
        this.exposureChanged();
        this.touchAll();
        return;
      case "exchange":
        this.doubt.exchange(input);
        this.nextPauseAt = input.nextPauseAt;
        this.touchAll();
        return;
      case "settlement":
      case "account":
      case "foreignFill":
      case "flow":
        takeAccountNews(this, input);
        return;
      case "health":
        this.guards.wellness.heard(input);
        return;
      case "signal":
        this.legs.get(input.ticker)?.rules.onSignal(input);
        this.#review.heardNews();
        return;
      case "parameters": {
        const leg = this.legs.get(input.ticker);
        leg?.model.setParameters(input.parameters);
        if (leg !== undefined) leg.touched = true;
        return;
      }
      case "operator":
        operate(this, input);
        this.touchAll();
        return;
      case "setting":
        applySetting(this, input);
        this.touchAll();
        return;
      case "orderGroup":
      case "intruder":
        takeTenancyNews(this, input);
        return;
      case "journal":
        this.doubt.journal = input.problem;
        if (input.problem === null) this.alert("info", "journal", "the journal takes everything again");
        else this.alert("critical", "journal", `nothing is quoted: ${input.problem}`);
        return;
      case "cancelledAll":
        this.killSwitch.accepted(input.at);
        return;
      default: {
        const alert = applyOrderReport(this, input);
        if (alert !== undefined) this.#commands.push(alert);
      }
    }
  }

  /** The leg of an order of ours. */
  leg(order: Order): LegState {
    const leg = this.legs.get(order.ticker);
    if (leg === undefined) throw new Error(`${order.clientOrderId} is on ${order.ticker}, which is not traded here`);
    return leg;
  }

  alert(severity: Alert["severity"], code: string, text: string, ticker?: string): void {
    this.#commands.push({ type: "alert", severity, code, text, ...(ticker !== undefined && { ticker }) });
  }

  /** Sends a command that nothing else has asked for; the gate has been told. */
  send(command: Command): void {
    this.#commands.push(command);
  }

  /** Every leg is to be looked at again. */
  touchAll(): void {
    for (const leg of this.#legs) leg.touched = true;
  }

  /** Orders or the position of a leg (or, without one, anything that the limits depend on) have changed. */
  exposureChanged(leg?: LegState): void {
    const wasFree = this.exposure.isFree;
    this.exposure.changed(leg);
    if (!wasFree || !this.exposure.isFree) this.touchAll(); // what one leg takes, the others lack
  }

  /**
   * A report has moved an order on. Its quotes depend on that only where the order's fate became known or unknown, or where what it may
   * still cost is near a limit.
   */
  orderChanged(order: Order, before: Order["state"], costsTheSame: boolean): void {
    const leg = this.leg(order);
    leg.unserved = true;
    if (order.state === "unknown" || before === "unknown") leg.touched = true;
    this.#ages.watch(order);
    if (!costsTheSame) this.exposureChanged(leg);
  }

  /** An order has been handed to the venue. */
  orderSent(order: Order): void {
    this.#ages.watch(order);
  }

  /** A fill has been booked. */
  filled(ticker: string): void {
    const leg = this.legs.get(ticker);
    this.account.value(this.legs);
    if (this.fair.joinsPositions) this.touchAll();
    this.exposureChanged(leg); // in a market that isn't traded here it takes money all the same
    if (leg !== undefined) leg.touched = true;
  }

  #observe(order: TakerOrder): void {
    const leg = this.legs.get(order.ticker);
    if (leg === undefined) return;
    leg.observe(order);
    const { lookEveryMs } = this.start.pacing;
    if (lookEveryMs !== undefined) leg.reviewAt = (Math.floor(order.at / lookEveryMs) + 1) * lookEveryMs;
    this.fair.update(leg, this.#legs);
    if (this.fair.joinsLegs) {
      this.touchAll();
      this.account.value(this.legs);
    } else this.account.valueLeg(leg);
  }

  /** After every input: time's own effects, then another look at the legs that need one, then what is to be sent. */
  #advance(): readonly Command[] {
    this.orders.prune(this.now);
    for (const order of this.#ages.age(this.now)) this.leg(order).touched = true;
    if (this.guards.legChanged(this.#advancedTo, this.now)) this.touchAll();
    this.#advancedTo = this.now;
    this.#becomeReady();
    if (this.account.observe(this.now)) this.alert("critical", "halted", this.account.halted?.text ?? "halted");
    if (this.account.day !== this.#day) this.#newDay();
    if (this.killSwitch.advance(this.now)) {
      this.gate.spend(this.gate.costs.cancelAll, this.now); // sent whether the tokens are there or not
      this.#commands.push(this.killSwitch.command);
    }
    const condition = conditionOf(this, this.condition);
    if (condition !== this.condition) {
      this.condition = condition;
      this.touchAll();
    }
    const toServe = this.#review.legs(this.now);
    this.service.serve(this, toServe, this.#commands);
    const byTheClock = this.start.pacing.lookEveryMs !== undefined;
    for (const leg of toServe) leg.reviewAt = byTheClock ? Number.POSITIVE_INFINITY : reviewAt(leg, this.now);
    if (this.reconciliation.isOn && this.reconciliation.due(this.now, isUnresolved(this))) {
      this.reconciliation.asked(this.now);
      this.#commands.push({ type: "readAccount" });
    }
    return this.#commands;
  }

  /** The earliest time at which a leg, or the age of an order, is to be looked at again although nothing has happened. */
  get reviewAt(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const leg of this.#legs) if (leg.reviewAt < earliest) earliest = leg.reviewAt;
    return Math.min(earliest, this.#ages.dueBefore(earliest));
  }

  #newDay(): void {
    this.#day = this.account.day;
    this.exposureChanged(); // the event's limit is a share of the day's opening equity
  }

  #becomeReady(): void {
    if (this.readyAt !== undefined || !this.account.opened || this.reconciliation.cleanAt === undefined) return;
    if (this.start.pacing.staleAfterMs !== undefined && this.doubt.lastHeartbeat === undefined) return;
    this.readyAt = this.now;
    this.touchAll();
  }

  save(): DeskState {
    return savedDesk(this, this.#review.hasHeardNews);
  }

  /** A new desk, not opened, becomes the one that was saved. */
  restore(state: DeskState): void {
    restoreParts(this, state);
    if (state.hasHeardNews) this.#review.heardNews();
    this.#ages.restore();
    this.#day = this.account.day;
    this.#advancedTo = this.now;
    this.exposure.changed();
    this.condition = conditionOf(this);
  }
}
