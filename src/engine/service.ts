import { sortFew } from "../market/few.ts";
import { after, type Position, type Quantity, quantity, type Time } from "../market/units.ts";
import { BudgetWaits } from "./budget-waits.ts";
import type { Amend, Cancel, Command, Place } from "./command.ts";
import type { Desk } from "./desk.ts";
import type { LegState } from "./leg-state.ts";
import { remaining } from "./order.ts";
import { ORDER_PREFIX } from "./reconciliation.ts";
import type { OrderServiceState } from "./service-state.ts";
import type { Start } from "./start.ts";
import { byService, MOVES_SOON_MS, type PlaceWish, type PlanContext, SERVICE, type Wish, wishesFor } from "./wish.ts";
import type { WriteGate } from "./write-gate.ts";

/** An expiry never reaches into the close, after which even cancels are refused. */
const EXPIRY_BEFORE_CLOSE_MS = 30_000;
/** An order that would live shorter than this is not worth its tokens. */
export const SHORTEST_LIFE_MS = 10_000;

const COMMAND = { cancel: "cancel", renew: "amend", place: "place" } as const;

/** Turns what the legs ask for into commands, in the order of service and within the write budget. */
export class OrderService {
  /** When the gate will afford what it turned away last time; undefined when nothing waits for it. */
  opensAt: Time | undefined;
  readonly waits = new BudgetWaits();
  #placed = 0;
  /** Of the ids of this start's orders. */
  readonly #prefix: string;
  /** Of the present pass. */
  readonly #wishes: Wish[] = [];
  /** What the wishes of the present leg are thought up with. */
  readonly #context: { -readonly [Name in keyof PlanContext]: PlanContext[Name] };

  constructor(private readonly start: Start) {
    const { at, epoch, pacing } = start;
    this.#prefix = `${ORDER_PREFIX}${epoch}-`;
    const { moves } = pacing;
    this.#context = { now: at, moves, filled: 0 as Position, mayRenew: false, mayPlace: false };
  }

  /**
   * What is to be sent now, for the legs that have been looked at. What can't be afforded is not queued: it is thought up anew next time,
   * if it is still wanted.
   */
  serve(desk: Desk, legs: readonly LegState[], commands: Command[]): void {
    this.opensAt = undefined;
    if (legs.length === 0) return;
    const wishes = this.#wishes;
    wishes.length = 0;
    const context = this.#context;
    context.now = desk.now;
    context.mayRenew = this.#mayRenew(desk);
    context.mayPlace = desk.condition.hold === undefined;
    for (const leg of legs) {
      context.filled = desk.account.position(leg.ticker);
      wishesFor(leg, context, wishes);
    }
    this.waits.are(this.#serve(desk, commands), desk.now);
  }

  /** Serves the wishes in their order; those that have to wait. */
  #serve(desk: Desk, commands: Command[]): readonly Wish[] {
    const wishes = this.#wishes;
    if (wishes.length === 0) return wishes;
    this.#rank(desk);
    sortFew(wishes, byService);
    for (let index = 0; index < wishes.length; index++) {
      const wish = wishes[index]!;
      const command = this.#command(wish, desk);
      if (command === undefined) continue;
      const cost = desk.gate.costs[command.type];
      const urgent = wish.service === SERVICE.safety;
      if (!desk.gate.take(cost, desk.now, urgent)) {
        this.opensAt = after(desk.gate.affordableAt(cost, desk.now, urgent), 1); // the rounding of a token's fraction
        const waiting = wishes.slice(index); // a later, lesser wish must not eat the tokens of this one
        for (const { leg } of waiting) leg.unserved = true; // asked again, whatever comes first
        return waiting;
      }
      this.#record(wish, command, desk);
      commands.push(command);
    }
    return [];
  }

  /** What the budget has to say about the order of service. */
  #rank({ gate, now }: Desk): void {
    const wishes = this.#wishes;
    let movesSoon = false;
    for (const wish of wishes) {
      const { service } = wish;
      if (wish.kind === "cancel" && wish.movesSoon) movesSoon = true;
      // A missing quote counts as wrong by a cent; with each second of waiting any error counts for a cent more, so that nothing waits for ever.
      if (service === SERVICE.reduce || service === SERVICE.move) {
        wish.weight += (this.waits.waitedMs(wish, now) / 1_000) * sizeOf(wish);
      }
    }
    if (movesSoon && gate.capacity !== undefined) this.#rankMoves(gate, now);
  }

  /**
   * Wrong quotes whose cancel and new create can both be paid for within `MOVES_SOON_MS`, after all that goes first, are ordinary moves.
   * The others are cancelled first, and so is one that has waited that long.
   */
  #rankMoves(gate: WriteGate, now: Time): void {
    const { place, cancel } = gate.costs;
    const moves: Wish[] = [];
    let left = gate.ordinaryBy(after(now, MOVES_SOON_MS), now);
    for (const wish of this.#wishes) {
      const soon = wish.kind === "cancel" && wish.movesSoon;
      if (soon || wish.service === SERVICE.move) moves.push(wish);
      if (soon || wish.service < SERVICE.move) left -= gate.costs[COMMAND[wish.kind]];
    }
    moves.sort((one, other) => other.weight - one.weight);
    for (const wish of moves) {
      if (wish.kind !== "cancel" || !wish.movesSoon) left -= wish.kind === "cancel" ? cancel + place : place;
      else if (left >= place && this.waits.waitedMs(wish, now) < MOVES_SOON_MS) {
        wish.service = SERVICE.move;
        left -= place;
      }
    }
  }

  /** The command that a wish comes to on what we know by now; undefined when nothing is left of it. */
  #command(wish: Wish, desk: Desk): Place | Amend | Cancel | undefined {
    if (desk.killSwitch.pulled && wish.kind !== "cancel") return undefined; // whatever has been wished for
    if (wish.kind === "place") return this.#placeCommand(wish, desk);
    const { clientOrderId, ticker, side, price, filled } = wish.order;
    if (wish.kind === "cancel") return { type: "cancel", clientOrderId, ticker };
    const expiresAt = this.#expiry(desk.leg(wish.order), desk.now);
    if (expiresAt === undefined || expiresAt <= (wish.order.expiresAt ?? 0)) return undefined;
    return { type: "amend", clientOrderId, ticker, side, price, remaining: remaining(wish.order), filled, expiresAt };
  }

  #placeCommand({ leg, side, quote }: PlaceWish, desk: Desk): Place | undefined {
    // Orders of this very pass count too: the room is asked for again, with everything that may be live by now.
    const room = desk.exposure.roomNow(leg, side, quote.price);
    const size = Math.min(quote.quantity, room) as Quantity;
    const expiresAt = this.#expiry(leg, desk.now);
    const tooShort = expiresAt !== undefined && expiresAt - desk.now < SHORTEST_LIFE_MS;
    if (size <= 0 || tooShort) return undefined;
    const clientOrderId = `${this.#prefix}${this.#placed + 1}`;
    return { type: "place", clientOrderId, ticker: leg.ticker, side, price: quote.price, quantity: size, expiresAt };
  }

  /** What a command changes in the table the moment it is given. */
  #record(wish: Wish, command: Place | Amend | Cancel, desk: Desk): void {
    if (wish.kind === "cancel") desk.orders.cancelAsked(wish.order, desk.now);
    if (command.type === "amend" && wish.kind === "renew" && command.expiresAt !== undefined) {
      wish.order.renewal = { expiresAt: command.expiresAt, askedAt: desk.now };
    }
    if (command.type !== "place" || wish.kind !== "place") return;
    this.#placed++;
    wish.leg.backoff[wish.side].placed(desk.now);
    desk.orders.intend({
      clientOrderId: command.clientOrderId,
      ticker: command.ticker,
      side: command.side,
      price: command.price,
      original: command.quantity,
      filled: quantity(0),
      reduced: quantity(0),
      state: "intended",
      intendedAt: desk.now,
      sentAt: undefined,
      expiresAt: command.expiresAt,
      renewal: undefined,
      cancelAskedAt: undefined,
      offBookAt: undefined,
      cancelRefused: false,
      missed: 0,
      inventoryWhenPlaced: desk.account.position(command.ticker),
      multiplierWhenPlaced: wish.leg.desired?.multiplier ?? 1,
    });
    desk.exposureChanged(wish.leg);
  }

  /** Exchange-side expiry of an order sent or renewed now, in whole seconds; undefined when orders don't expire. */
  #expiry(leg: LegState, now: Time): Time | undefined {
    const ttl = this.start.pacing.orderTtlMs;
    if (ttl === undefined) return undefined;
    const latest = Math.min(after(now, ttl), leg.leg.closeTime - EXPIRY_BEFORE_CLOSE_MS);
    return (Math.floor(latest / 1_000) * 1_000) as Time;
  }

  /** Whether the engine is healthy enough to keep its orders alive. */
  #mayRenew({ condition }: Desk): boolean {
    const { killed, halted, staleFeed, drift, unreconciled, journal, unexplainedCash, ill, hold } = condition;
    return (
      !killed &&
      halted === undefined &&
      staleFeed === undefined &&
      drift === undefined &&
      unreconciled === undefined &&
      journal === undefined &&
      unexplainedCash === undefined &&
      ill === undefined &&
      hold === undefined
    );
  }

  save(): OrderServiceState {
    return { opensAt: this.opensAt ?? null, waits: this.waits.save(), placed: this.#placed };
  }

  restore({ opensAt, waits, placed }: OrderServiceState, legOf: (ticker: string) => LegState): void {
    this.opensAt = opensAt ?? undefined;
    this.waits.restore(waits, legOf);
    this.#placed = placed;
  }
}

/** In 1/100 contract. */
function sizeOf(wish: Wish): number {
  return wish.kind === "place" ? wish.quote.quantity : remaining(wish.order);
}
