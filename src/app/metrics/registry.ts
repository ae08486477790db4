import { Counter, Gauge, Histogram, Registry } from "prom-client";
import {
  type CounterName,
  type GaugeName,
  type HistogramName,
  type Labels,
  METRICS,
  type MetricName,
  type MetricShape,
} from "./metric-table.ts";

/** From a millisecond to ten seconds: answers of an exchange, and of a disk. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics of the table, and no others: what isn't in it can't be set. */
export class MetricRegistry {
  readonly #registry = new Registry();
  readonly #gauges = new Map<MetricName, Gauge>();
  readonly #counters = new Map<MetricName, Counter>();
  readonly #histograms = new Map<MetricName, Histogram>();
  /** What counters that are told as totals stood at. */
  readonly #totals = new Map<CounterName, number>();

  constructor() {
    const registers = [this.#registry];
    for (const [name, shape] of Object.entries(METRICS) as [MetricName, MetricShape][]) {
      const { type, help } = shape;
      const labelNames = [...shape.labels];
      const options = { name, help, labelNames, registers };
      if (type === "gauge") this.#gauges.set(name, new Gauge(options));
      else if (type === "counter") this.#counters.set(name, new Counter(options));
      else this.#histograms.set(name, new Histogram({ ...options, buckets: BUCKETS_S }));
    }
    // A gauge without labels is served as 0 from its beginning: what nobody has told is absent instead.
    for (const name of this.#gauges.keys()) this.clear(name as GaugeName);
  }

  /** Sets a gauge; what isn't known (null, or undefined) is taken out. */
  set<Name extends GaugeName>(name: Name, labels: Labels<Name>, value: number | null | undefined): void {
    const gauge = this.#gauges.get(name)!;
    if (value === null || value === undefined || !Number.isFinite(value)) gauge.remove(labels);
    else gauge.set(labels, value);
  }

  /** Takes all values of a gauge out. */
  clear(name: GaugeName): void {
    const gauge = this.#gauges.get(name)!;
    gauge.reset();
    if (METRICS[name].labels.length === 0) gauge.remove({});
  }

  /** Adds to a counter. */
  count<Name extends CounterName>(name: Name, labels: Labels<Name>, by = 1): void {
    this.#counters.get(name)!.inc(labels, by);
  }

  /** Brings a counter without labels to a total that is counted elsewhere and never falls. */
  total(name: CounterName, total: number): void {
    const by = total - (this.#totals.get(name) ?? 0);
    if (by <= 0) return;
    this.#totals.set(name, total);
    this.#counters.get(name)!.inc(by);
  }

  /** Adds a duration to a histogram, in seconds. */
  observe<Name extends HistogramName>(name: Name, labels: Labels<Name>, seconds: number): void {
    this.#histograms.get(name)!.observe(labels, Math.max(0, seconds));
  }

  /** Everything in the text that Prometheus reads, and the type of that text. */
  async text(): Promise<string> {
    return await this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
