import { type Time, toContracts } from "../market/units.ts";
import { desiredQuotes } from "../strategy/desired-quotes.ts";
import { warnings } from "../strategy/warnings.ts";
import type { Alert, Command } from "./command.ts";
import { DayAccount } from "./day-account.ts";
import { Doubt } from "./doubt.ts";
import { Exposure } from "./exposure.ts";
import type { AccountReading, Input, Operator, Start } from "./input.ts";
import { KillSwitch } from "./kill-switch.ts";
import { LegState } from "./leg-state.ts";
import { lastExpiry, type Order } from "./order.ts";
import { applyOrderReport, isOrderReport } from "./order-reports.ts";
import { type LiveOrders, OrderTable } from "./order-table.ts";
import { type EngineCondition, ownReasons } from "./own-reasons.ts";
import { Reconciliation, SIGNATURE_BOUND_MS } from "./reconciliation.ts";
import { OrderService } from "./service.ts";
import { TOKEN_COST, WriteGate } from "./write-gate.ts";

/** An order that should have lapsed and of which nothing was heard (SAFETY.md V-2: 4 s, and one for the message). */
export const LAPSED_AFTER_MS = 5_000;
/** A create without an answer for this long is looked for in a reading. */
export const LATE_ANSWER_MS = 1_000;

/**
 * The trading desk: everything the engine holds from `start` on, and the one place where it changes. `handle` takes an input in,
 * looks again at every leg, and compares what is wanted with what is working.
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
  readonly doubt: Doubt;

  now: Time;
  /** Since when everything that must be known before the first quote is known. */
  readyAt: Time | undefined;
  stopping: { readonly by: string; readonly at: Time } | undefined;
  roundTripMs: number | undefined;
  inputs = 0;
  fees: Start["event"]["fees"];

  #nextPauseAt: Time | undefined;
  #commands: Command[] = [];

  constructor(readonly start: Start) {
    this.now = start.at;
    this.fees = start.event.fees;
    const parameters = new Map(start.parameters.map((set) => [set.ticker, set.parameters]));
    this.legs = new Map(
      start.event.legs.map((leg) => {
        const set = parameters.get(leg.ticker);
        if (set === undefined) throw new Error(`start: no model parameters for ${leg.ticker}`);
        return [leg.ticker, new LegState(leg, set, start)];
      }),
    );
    this.gate = new WriteGate(start.pacing.writeTokens);
    this.reconciliation = new Reconciliation(start.pacing.reconcileEveryMs);
    this.doubt = new Doubt(start.at, start.pacing, this.reconciliation);
    this.account = new DayAccount(start.limits, start.openingEquity);
    this.exposure = new Exposure(this);
    this.service = new OrderService(start);
  }

  /** What the start itself asks for: the history is taken in, and the account is read. */
  open(): readonly Command[] {
    for (const order of this.start.history) this.legs.get(order.ticker)?.observe(order);
    for (const text of warnings(this.start.profile)) this.alert("warning", "profile", text);
    return this.#advance();
  }

  handle(input: Exclude<Input, Start>): readonly Command[] {
    this.now = input.at;
    this.inputs++;
    this.#commands = [];
    this.#take(input);
    this.exposure.changed();
    return this.#advance();
  }

  /** Live orders of a leg by side. */
  liveOf(ticker: string): LiveOrders {
    return this.orders.liveOf(ticker);
  }

  /** Nothing of ours can be live on the exchange. */
  get nothingLive(): boolean {
    return this.orders.nothingLive;
  }

  /** Every leg has paid out. */
  get settled(): boolean {
    for (const leg of this.legs.values()) if (leg.settledAt === undefined) return false;
    return true;
  }

  #take(input: Exclude<Input, Start>): void {
    if (isOrderReport(input)) {
      const alert = applyOrderReport(this, input);
      if (alert !== undefined) this.#commands.push(alert);
      return;
    }
    switch (input.type) {
      case "tick":
        return;
      case "trade":
        this.legs.get(input.order.ticker)?.observe(input.order);
        return;
      case "book":
        this.legs.get(input.ticker)?.setBook(input.book, input.at);
        return;
      case "heartbeat":
        if (this.doubt.heartbeat(input)) for (const leg of this.legs.values()) leg.forgetBook();
        return;
      case "leg":
        this.legs.get(input.leg.ticker)?.change(input.leg);
        return;
      case "fees":
        this.fees = input.fees;
        return;
      case "exchange":
        this.doubt.exchange(input);
        this.#nextPauseAt = input.nextPauseAt;
        return;
      case "settlement": {
        const leg = this.legs.get(input.ticker);
        if (leg === undefined) return;
        leg.settledAt = input.value;
        leg.desired = undefined;
        leg.reasons = [];
        this.account.applySettlement(input.ticker, input.value);
        return;
      }
      case "account":
        this.#reconcile(input);
        return;
      case "signal":
        this.legs.get(input.ticker)?.rules.onSignal(input);
        return;
      case "parameters":
        this.legs.get(input.ticker)?.model.setParameters(input.parameters);
        return;
      case "operator":
        this.#operate(input);
        return;
      case "cancelledAll":
        this.killSwitch.accepted();
        return;
    }
  }

  /** The leg of an order of ours: there always is one. */
  leg(order: Order): LegState {
    const leg = this.legs.get(order.ticker);
    if (leg === undefined) throw new Error(`${order.clientOrderId} is on ${order.ticker}, which is not traded here`);
    return leg;
  }

  alert(severity: Alert["severity"], code: string, text: string, ticker?: string): void {
    this.#commands.push({ type: "alert", severity, code, text, ...(ticker !== undefined && { ticker }) });
  }

  #reconcile(reading: AccountReading): void {
    if (!this.account.opened) this.#openAccount(reading);
    const comparison = this.reconciliation.compare(reading, this.orders, this.account.books);
    for (const { clientOrderId, ticker } of comparison.stray) {
      this.alert("warning", "stray-order", `cancelling ${clientOrderId}, which no table of ours has`, ticker);
      this.#commands.push({ type: "cancel", clientOrderId, ticker });
    }
    const drift = this.doubt.compared(comparison);
    if (drift !== undefined) this.alert("critical", "drift", drift);
    this.killSwitch.onReading(reading, this.orders);
  }

  #openAccount(reading: AccountReading): void {
    this.account.open(reading, this.legs);
    for (const { ticker, position } of reading.positions) {
      if (!this.legs.has(ticker)) continue; // left out; the comparison names it
      this.alert("info", "adopted", `${toContracts(position)} held from before are ours now, at their mark`, ticker);
    }
  }

  #operate({ action, ticker: named, by }: Operator): void {
    const ticker = action === "kill" || action === "stop" ? undefined : named; // these are about everything
    const legs =
      ticker === undefined ? [...this.legs.values()] : [this.legs.get(ticker)].filter((leg) => leg !== undefined);
    if (legs.length === 0) {
      this.alert("warning", "unknown-ticker", `${by} asked to ${action} ${ticker}, which is not traded here`);
      return;
    }
    switch (action) {
      case "pull":
        for (const leg of legs) {
          leg.manualPull ??= { code: "manual-pull", effect: "pull", text: `pulled by ${by}`, needsOperator: true };
        }
        break;
      case "resume":
        if (this.killSwitch.pulled) {
          this.alert("warning", "killed", "killed: resuming needs a new start");
          return;
        }
        for (const leg of legs) {
          leg.manualPull = undefined;
          leg.reduceOnly = false;
        }
        break;
      case "reduce":
        for (const leg of legs) leg.reduceOnly = true;
        break;
      case "stop":
        this.stopping ??= { by, at: this.now };
        break;
      case "kill":
        this.killSwitch.pull(by, this.now, this.orders, this.account.opened);
        break;
    }
    this.alert("info", action, `${action} ${ticker ?? "all"} by ${by}`, ticker);
  }

  /** After every input: time's own effects, then another look at every leg, then what is to be sent. */
  #advance(): readonly Command[] {
    this.orders.prune(this.now);
    this.#lapse();
    this.#becomeReady();
    if (this.account.observe(this.now, this.legs)) {
      this.alert("critical", "halted", this.account.halted?.text ?? "halted");
    }
    if (this.killSwitch.advance(this.now)) {
      this.gate.take(TOKEN_COST.cancelAll, this.now, true); // sent whether the tokens are there or not
      this.#commands.push({ type: "cancelAll" });
    }
    this.#evaluate();
    this.#commands.push(...this.service.serve(this));
    if (this.reconciliation.due(this.now, this.unresolved)) {
      this.reconciliation.asked(this.now);
      this.#commands.push({ type: "readAccount" });
    }
    return this.#commands;
  }

  /** An order past its expiry of which nothing was heard is off the book, we just don't know whether it was filled before. */
  #lapse(): void {
    for (const order of this.orders.live()) {
      const { state, sentAt } = order;
      if (state === "sent" && sentAt !== undefined && this.now >= sentAt + SIGNATURE_BOUND_MS)
        this.orders.outcomeUnknown(order);
      const expiry = lastExpiry(order);
      if (expiry === undefined || this.now < expiry + LAPSED_AFTER_MS || order.offBookAt !== undefined) continue;
      if (state !== "intended" && state !== "sent") this.orders.vanished(order, this.now);
    }
  }

  #becomeReady(): void {
    if (this.readyAt !== undefined || !this.account.opened || this.reconciliation.cleanAt === undefined) return;
    if (this.start.pacing.staleAfterMs !== undefined && this.doubt.lastHeartbeat === undefined) return;
    this.readyAt = this.now;
  }

  get condition(): EngineCondition {
    return {
      killed: this.killSwitch.pulled,
      halted: this.account.halted,
      ready: this.readyAt !== undefined,
      stopping: this.stopping !== undefined,
      staleFeed: this.doubt.staleFeed(this.now),
      drift: this.doubt.drift === "" ? undefined : this.doubt.drift,
      unreconciled: this.doubt.unreconciled(this.now),
    };
  }

  /** What we want to have resting, and why it is not more. */
  #evaluate(): void {
    let newsOn: LegState | undefined;
    for (const leg of this.legs.values()) if (leg.rules.isPulledByNews(this.now)) newsOn = leg;
    const condition = this.condition;
    for (const leg of this.legs.values()) {
      if (leg.settledAt !== undefined) continue;
      const { profile, rules } = this.start;
      const filled = this.account.position(leg.ticker);
      const live = this.liveOf(leg.ticker);
      const reasons = [
        ...ownReasons(leg, condition, live, filled, this.now),
        ...leg.rules.reasons({
          now: this.now,
          fairCents: leg.fairCents,
          sigmaB: leg.model.sigmaB,
          others: leg.others,
          filled,
          status: this.doubt.trading ? leg.leg.status : "inactive",
          closeTime: leg.leg.closeTime,
          nextPauseAt: this.#nextPauseAt,
          readyAt: this.readyAt,
          eventPulledByNews: newsOn !== undefined && newsOn !== leg,
        }),
      ];
      for (const alert of leg.rules.takeAlerts()) this.alert(alert.severity, alert.code, alert.text, leg.ticker);
      if (leg.fairCents === undefined) {
        leg.desired = undefined;
        leg.reasons = reasons;
        continue;
      }
      leg.desired = desiredQuotes(
        {
          fairCents: leg.fairCents,
          sigmaB: leg.model.sigmaB,
          filled,
          others: leg.others,
          grid: leg.grid,
          reasons,
          room: { bid: this.exposure.room(leg, "bid"), ask: this.exposure.room(leg, "ask") },
        },
        profile,
        rules,
      );
      leg.reasons = leg.desired.reasons;
    }
  }

  /** Whether the account should be read sooner than usual: an order's fate is unknown, or a kill wants its proof. */
  get unresolved(): boolean {
    if (this.killSwitch.unproven || this.doubt.recovering) return true;
    for (const order of this.orders.live()) {
      if (order.state === "unknown") return true;
      if (order.state === "sent" && this.now >= (order.sentAt ?? this.now) + LATE_ANSWER_MS) return true;
    }
    return false;
  }
}
