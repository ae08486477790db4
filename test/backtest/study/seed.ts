import { Filter, logistic } from "./filters.ts";
import type { Strategy, Targets, View } from "./simulator.ts";
import type { Order, StudyEvent } from "./tape.ts";

export interface SeedConfiguration {
  /** Cents, or 3c scaled by sigma_b over its TRAIN median and held within 2c and 8c. */
  readonly halfSpread: number | "dynamic";
  /** Cents per contract held. */
  readonly skew: number;
  readonly orderSize: number;
  /** Pulls the growing side beyond 15 contracts instead of at 15. */
  readonly pullBeyond: boolean;
  /** Doubles the half-spread at |z| >= 1.8, as the documented strategy does: -5 % contracts, and 0.1 c less lost on each. */
  readonly widens: boolean;
  /** Orders a leg must have had to be quoted. The text tells it of profile B only: 5 instead of 1 takes 5 % off the contracts. */
  readonly priorOrders: number;
}

/** The documented strategy under its own filter. */
export class Seed implements Strategy {
  readonly usesEvent = false;
  readonly refresh = 60e6;
  readonly drift = 3;
  readonly maxPosition = 50;
  readonly onCross = "reject";
  readonly orderSize: number;
  private readonly filters: readonly Filter[];

  constructor(
    event: StudyEvent,
    private readonly configuration: SeedConfiguration,
  ) {
    this.orderSize = configuration.orderSize;
    this.filters = event.tickers.map(() => new Filter("seed"));
  }

  observe(order: Order): void {
    this.filters[order.leg]!.observe(order);
  }

  targets(leg: number, { inventory }: View): Targets {
    const { halfSpread, skew, pullBeyond, widens, priorOrders } = this.configuration;
    const filter = this.filters[leg]!;
    const held = inventory[leg]!;
    const z = Math.abs(filter.z);
    if (filter.orders < priorOrders || z >= 2.5) return { bid: null, ask: null };
    const dynamic = filter.sigma === null ? 8 : Math.min(8, Math.max(2, (3 * filter.sigma) / 0.571));
    const half = (halfSpread === "dynamic" ? dynamic : halfSpread) * (widens && z >= 1.8 ? 2 : 1);
    const reservation = 100 * logistic(filter.x) - skew * held;
    // Whole cents, outward. A quote outside 1..98 or 2..99 is left out: moving it inside adds 8 % contracts on dead legs, at 0.1 c.
    const bid = Math.floor(reservation - half + 1e-9);
    const ask = Math.ceil(reservation + half - 1e-9);
    const pulled = (inHand: number): boolean => (pullBeyond ? inHand > 15 : inHand >= 15);
    return {
      bid: pulled(held) || bid < 1 || bid > 98 ? null : bid,
      ask: pulled(-held) || ask < 2 || ask > 99 ? null : ask,
    };
  }
}
