/**
 * The median belief volatility of a series' tapes under our own filter, walk-forward: what a profile's reference_sigma_b is.
 *
 *   bun test/bench/model-sigma.ts ../shared/data/kxtopmonthly/trades.csv.gz
 */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { TakerOrder } from "../../src/market/taker-order.ts";
import type { Time } from "../../src/market/units.ts";
import { Calibrator } from "../../src/model/calibrator.ts";
import { beliefVolatility, type ModelParameters } from "../../src/model/parameters.ts";
import { SideInference } from "../../src/tape/side-inference.ts";
import { readTapes } from "../../src/tape/taker-orders.ts";

const INTERVAL_MS = 60_000;

interface Leg {
  parameters: ModelParameters | undefined;
  /** In force at each of its orders while it was calibrated. */
  readonly total: number[];
  readonly diffusion: number[];
}

class EventWalk {
  readonly #calibrator = new Calibrator();
  readonly #sides: SideInference | undefined;
  readonly legs = new Map<string, Leg>();
  #due: Time | undefined;

  constructor(inferSides: boolean) {
    this.#sides = inferSides ? new SideInference() : undefined;
  }

  observe(order: TakerOrder): void {
    if (this.#due !== undefined && order.at >= this.#due) {
      for (const { ticker, parameters } of this.#calibrator.calibrate(this.#due))
        this.#leg(ticker).parameters = parameters;
      this.#due = undefined;
    }
    const leg = this.#leg(order.ticker);
    if (leg.parameters?.calibrated) {
      leg.total.push(beliefVolatility(leg.parameters));
      leg.diffusion.push(Math.sqrt(leg.parameters.sigma2PerHour));
    }
    this.#calibrator.observe(this.#sides?.infer(order) ?? order);
    this.#due ??= ((Math.floor(order.at / INTERVAL_MS) + 1) * INTERVAL_MS) as Time;
  }

  #leg(ticker: string): Leg {
    const leg = this.legs.get(ticker) ?? { parameters: undefined, total: [], diffusion: [] };
    this.legs.set(ticker, leg);
    return leg;
  }
}

function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(4);
  return `5% ${at(0.05)}   25% ${at(0.25)}   median ${at(0.5)}   75% ${at(0.75)}   95% ${at(0.95)}`;
}

for (const inferSides of [true, false]) {
  const events = new Map<string, EventWalk>();
  for (const name of process.argv.slice(2)) {
    const bytes = createReadStream(name).pipe(createGunzip());
    for await (const orders of readTapes([{ name, bytes }])) {
      for (const { event, order } of orders) {
        const walk = events.get(event) ?? new EventWalk(inferSides);
        events.set(event, walk);
        walk.observe(order);
      }
    }
  }
  const legs = [...events.values()].flatMap(({ legs }) => [...legs.values()]).filter(({ total }) => total.length > 0);
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
  const lines = [
    `sides ${inferSides ? "inferred" : "unknown"}, ${legs.length} calibrated legs, ${legs.flatMap(({ total }) => total).length} orders of theirs; logit per sqrt(hour)`,
    `  sigma_b, by order         ${quantiles(legs.flatMap(({ total }) => total))}`,
    `  sigma_b, medians of legs  ${quantiles(legs.map(({ total }) => median(total)))}`,
    `  diffusion alone, by order ${quantiles(legs.flatMap(({ diffusion }) => diffusion))}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
