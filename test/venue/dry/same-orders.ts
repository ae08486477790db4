import type { Command, Place } from "../../../src/engine/command.ts";
import type { Input } from "../../../src/engine/input.ts";
import type { Price, Quantity, Time } from "../../../src/market/units.ts";
import type { DryWorld } from "./dry-world.ts";

/** Something that happened to an order of a dry run, at the moment at which its exchange did it. */
export type Deed =
  | { readonly type: "place"; readonly at: Time; readonly place: Place }
  | {
      readonly type: "amend";
      readonly at: Time;
      readonly id: string;
      readonly price: Price;
      readonly remaining: Quantity;
      readonly expiresAt: Time | undefined;
    }
  | { readonly type: "cancel"; readonly at: Time; readonly id: string };

/** Writes down what a dry run's orders did, so that others can do the same. */
export class Deeds {
  readonly all: Deed[] = [];
  readonly #asked = new Map<string, Place>();

  readonly watch = (input: Input, commands: readonly Command[]): void => {
    this.#see(input);
    for (const command of commands) if (command.type === "place") this.#asked.set(command.clientOrderId, command);
  };

  #see(input: Input): void {
    const { at } = input;
    if (input.type === "placed") this.all.push({ type: "place", at, place: this.#asked.get(input.clientOrderId)! });
    if (input.type === "cancelled") this.all.push({ type: "cancel", at, id: input.clientOrderId });
    if (input.type === "closed" && input.reason !== "expired") {
      this.all.push({ type: "cancel", at, id: input.clientOrderId });
    }
    if (input.type === "amended") {
      const { clientOrderId: id, price, remaining, expiresAt } = input;
      this.all.push({ type: "amend", at, id, price, remaining, expiresAt });
    }
  }
}

/** What became of the same orders on the exchange itself. */
export interface Sent {
  readonly placed: number;
  readonly refused: number;
}

/** Sends these orders to a world's exchange, each thing at its time; goes on until `until`. What they get is in the world's `fills`. */
export async function sendSame(world: DryWorld, deeds: readonly Deed[], until: Time): Promise<Sent> {
  const { exchange, account } = world;
  const orderIds = new Map<string, string>();
  let [placed, refused] = [0, 0];
  for (const deed of deeds) {
    if (deed.at > world.now) await world.pass(deed.at - world.now);
    const now = world.now;
    if (deed.type === "place") {
      const { clientOrderId, ticker, side, price, quantity, expiresAt } = deed.place;
      const terms = { clientOrderId, ticker, side, price, quantity, timeInForce: "good-till-canceled" } as const;
      const common = { ...terms, postOnly: true, cancelOnPause: true };
      const answer = exchange.create(account, expiresAt === undefined ? common : { ...common, expiresAt }, now);
      placed += 1;
      if (answer.ok) orderIds.set(clientOrderId, answer.order.orderId);
      else refused += 1;
      continue;
    }
    const orderId = orderIds.get(deed.id);
    const order = orderId === undefined ? undefined : exchange.order(orderId);
    if (orderId === undefined || order?.status !== "resting") continue;
    if (deed.type === "cancel") exchange.cancel(account, orderId, now);
    else {
      const total = (order.filled + Math.min(order.remaining, deed.remaining)) as Quantity;
      exchange.amend(account, orderId, { price: deed.price, total, expiresAt: deed.expiresAt ?? null }, now);
    }
  }
  if (until > world.now) await world.pass(until - world.now);
  return { placed, refused };
}
