import { after, type Quantity, quantity, type Side, type Time } from "../market/units.ts";
import type { Amend, Cancel, Command, Place } from "./command.ts";
import type { Desk } from "./desk.ts";
import type { Start } from "./input.ts";
import type { LegState } from "./leg-state.ts";
import { remaining } from "./order.ts";
import { ORDER_PREFIX } from "./reconciliation.ts";
import { byService, type PlaceWish, SERVICE, type Wish, wishesFor } from "./wish.ts";
import { TOKEN_COST } from "./write-gate.ts";

/** An expiry never reaches into the close, after which even cancels are refused. */
const EXPIRY_BEFORE_CLOSE_MS = 30_000;
/** An order that would live shorter than this is not worth its tokens. */
const SHORTEST_LIFE_MS = 10_000;

const SIDES: readonly Side[] = ["bid", "ask"];

/** Turns what the legs ask for into commands, in the order of service and within the write budget. */
export class OrderService {
  /** When the gate will afford what it turned away last time; undefined when nothing waits for it. */
  opensAt: Time | undefined;
  #placed = 0;

  constructor(private readonly start: Start) {}

  /** What is to be sent now. What can't be afforded is not queued: it is thought up anew next time, if it is still wanted. */
  serve(desk: Desk): Command[] {
    const wishes: Wish[] = [];
    const mayRenew = this.#mayRenew(desk);
    for (const leg of desk.legs.values()) {
      const live = desk.liveOf(leg.ticker);
      const filled = desk.account.position(leg.ticker);
      const context = { now: desk.now, profile: this.start.profile, live, filled, mayRenew };
      for (const side of SIDES) wishes.push(...wishesFor(leg, side, context));
    }
    wishes.sort(byService);
    this.opensAt = undefined;
    const commands: Command[] = [];
    for (const wish of wishes) {
      const command = this.#command(wish, desk);
      if (command === undefined) continue;
      const cost = TOKEN_COST[command.type];
      const urgent = wish.service === SERVICE.safety;
      if (!desk.gate.take(cost, desk.now, urgent)) {
        this.opensAt = after(desk.gate.affordableAt(cost, desk.now, urgent), 1); // the rounding of a token's fraction
        break; // a later, lesser wish must not eat the tokens of this one
      }
      this.#record(wish, command, desk);
      commands.push(command);
    }
    return commands;
  }

  /** The command that a wish comes to on what we know by now; undefined when nothing is left of it. */
  #command(wish: Wish, desk: Desk): Place | Amend | Cancel | undefined {
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
    const clientOrderId = `${ORDER_PREFIX}${this.start.epoch}-${this.#placed + 1}`;
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
    desk.exposure.changed();
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
    const { killed, halted, staleFeed, drift, unreconciled } = condition;
    return !killed && [halted, staleFeed, drift, unreconciled].every((doubt) => doubt === undefined);
  }
}
