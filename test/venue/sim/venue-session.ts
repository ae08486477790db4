import { VirtualTime } from "../../../src/ambient/virtual-time.ts";
import type { Place } from "../../../src/engine/command.ts";
import { priceFromCents, quantityFromContracts, type Side, type Time, time } from "../../../src/market/units.ts";
import { createSimVenue, type SimVenue, type SimVenueOptions } from "../../../src/venue/sim/sim-venue.ts";
import { SIMULATION_START } from "../../../src/venue/sim/simulated-event.ts";
import type { Discovery, VenueInput } from "../../../src/venue/venue.ts";

/** A venue that has been opened, and everything it has told since. */
export interface VenueSession {
  readonly venue: SimVenue;
  readonly virtual: VirtualTime;
  readonly discovery: Discovery;
  readonly inputs: VenueInput[];
  /** Lets simulated time pass. */
  run(ms: number): void;
  /** The inputs of one type. */
  of<Type extends VenueInput["type"]>(type: Type): Extract<VenueInput, { type: Type }>[];
}

export async function openVenue(options: Partial<SimVenueOptions> = {}): Promise<VenueSession> {
  const virtual = new VirtualTime(SIMULATION_START);
  const venue = createSimVenue({ seed: 1, time: virtual, preHistoryMs: 3_600_000, ...options });
  const inputs: VenueInput[] = [];
  const discovery = await venue.open((input) => inputs.push(input));
  return {
    venue,
    virtual,
    discovery,
    inputs,
    run: (ms) => virtual.runUntil(time(virtual.now() + ms)),
    of: (type) => inputs.filter((input): input is Extract<VenueInput, { type: typeof type }> => input.type === type),
  };
}

export function start(ms: number): Time {
  return time(SIMULATION_START + ms);
}

/** A command to place one contract. */
export function place(ticker: string, clientOrderId: string, side: Side, cents: number, expiresAt?: Time): Place {
  const [price, quantity] = [priceFromCents(cents), quantityFromContracts(1)];
  return { type: "place", clientOrderId, ticker, side, price, quantity, expiresAt };
}
