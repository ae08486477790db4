import type { Command } from "../../engine/command.ts";
import type { Fill, Input } from "../../engine/input.ts";
import type { Time } from "../../market/units.ts";
import { median } from "../../model/median.ts";
import { type FilledBy, SAME_MS, tradesOf } from "./filled-by.ts";
import type { LoggedInput, SessionLog } from "./session-log.ts";

interface Timed extends LoggedInput {
  readonly at: number;
  /** Breaks ties: the place in the journal. */
  readonly place: number;
}

/**
 * A session's inputs with the times at which its orders came to rest and were gone, as the journal tells them: at the answer. What was traded while a request was under
 * way is on that side of it on which the exchange has put it: an order whose trade was made before its answer rested by then; one that wasn't filled after its
 * cancel was sent had gone by then. Fills come from a line of their own, often before the public trade: the order stays until that is told. With another `scale`
 * every request takes so many times as long, and the outcome isn't looked at.
 */
export function retimed({ inputs, fills }: SessionLog, scale: number): readonly LoggedInput[] {
  const asked = new Asked();
  const trades = tradesOf(inputs, fills);
  const fillsOf = Map.groupBy(fills, ({ clientOrderId }) => clientOrderId);
  const lastTrade = (clientOrderId = ""): FilledBy | undefined =>
    fillsOf
      .get(clientOrderId)
      ?.flatMap(({ tradeId }) => trades.get(tradeId) ?? [])
      .sort((a, b) => a.place - b.place)
      .at(-1);
  const timed = inputs.map((logged, place): Timed => {
    const { input, commands } = logged;
    const own = "clientOrderId" in input ? (fillsOf.get(input.clientOrderId) ?? []) : [];
    const at = effectAt(input, asked, own, trades, scale);
    for (const command of commands) asked.add(command, input.at);
    const trade = input.type === "fill" ? trades.get(input.tradeId) : lastTrade(endedOrder(input));
    const isEarlier = trade !== undefined && (at < trade.at || (at === trade.at && place < trade.place));
    // Behind the trade, the fill before the end.
    if (isEarlier) return moved(logged, trade.at, trade.place + (input.type === "fill" ? 0.25 : 0.5));
    // Before the trade that shows that it rested.
    const first = input.type === "placed" && at < input.at ? trades.get(own[0]?.tradeId ?? "") : undefined;
    return moved(logged, at, first === undefined ? place : Math.min(place, first.place - 0.25));
  });
  return timed.sort((a, b) => a.at - b.at || a.place - b.place);
}

/** The order that rests no more, as it says: also a cancel that found it gone. */
function endedOrder(input: Input): string | undefined {
  if (input.type === "cancelled" || input.type === "closed") return input.clientOrderId;
  return input.type === "refused" && input.request === "cancel" ? input.clientOrderId : undefined;
}

function moved({ input, commands }: LoggedInput, at: number, place: number): Timed {
  return { input: at === input.at ? input : { ...input, at: at as Time }, commands, at, place };
}

/** How long the session's requests took until they were answered, in milliseconds: the middle one; null where there were none. */
export function medianRequestMs({ inputs }: SessionLog): number | null {
  const asked = new Asked();
  const took: number[] = [];
  for (const { input, commands } of inputs) {
    const request = ANSWERED[input.type];
    if (request !== undefined && "clientOrderId" in input) {
      const sentAt = asked.answered(request, input.clientOrderId);
      if (sentAt !== undefined) took.push(input.at - sentAt);
    }
    for (const command of commands) asked.add(command, input.at);
  }
  return took.length === 0 ? null : median(Float64Array.from(took));
}

const ANSWERED: Readonly<Partial<Record<Input["type"], "place" | "amend" | "cancel">>> = {
  placed: "place",
  amended: "amend",
  cancelled: "cancel",
};

/** When requests were made, by what they ask for. */
class Asked {
  readonly #at = new Map<string, Time[]>();

  add(command: Command, at: Time): void {
    if (!("clientOrderId" in command)) return;
    this.#at.getOrInsertComputed(`${command.type} ${command.clientOrderId}`, () => []).push(at);
  }

  /** The oldest request of a kind about an order that isn't answered yet. */
  answered(request: "place" | "amend" | "cancel", clientOrderId: string): Time | undefined {
    return this.#at.get(`${request} ${clientOrderId}`)?.shift();
  }
}

function effectAt(
  input: Input,
  asked: Asked,
  fills: readonly Fill[],
  trades: ReadonlyMap<string, FilledBy>,
  scale: number,
): number {
  const { at } = input;
  switch (input.type) {
    case "placed": {
      const sentAt = asked.answered("place", input.clientOrderId) ?? at;
      if (scale !== 1) return scaled(sentAt, at, scale);
      const first = fills[0];
      if (first === undefined) return at;
      return Math.min(at, Math.max(sentAt, trades.get(first.tradeId)?.order.at ?? first.at - SAME_MS));
    }
    case "amended":
      return scaled(asked.answered("amend", input.clientOrderId) ?? at, at, scale);
    case "cancelled": {
      const sentAt = asked.answered("cancel", input.clientOrderId) ?? at;
      if (scale !== 1) return scaled(sentAt, at, scale);
      const last = fills.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
      return last < sentAt ? sentAt : at;
    }
    case "refused":
    case "unknown":
    case "throttled":
      asked.answered(input.request, input.clientOrderId);
      return at;
    default:
      return at;
  }
}

function scaled(sentAt: number, at: number, scale: number): number {
  return Math.round(sentAt + scale * (at - sentAt));
}
