import type { Chart, DrawChart } from "./chart.ts";
import type { Line } from "./line.ts";

/** Where charts come from. */
export interface Charts {
  /** Undefined while they can't be drawn yet. */
  draw(chart: Chart): readonly Line[] | undefined;
}

/** Charts that can't be drawn: what is asked for is left blank. */
export const NO_CHARTS: Charts = { draw: () => undefined };

/** No charts, and no room for any. */
export const WITHOUT_CHARTS: Charts = { draw: () => undefined };

/** More than a screen shows at once. */
const KEPT = 12;

/** Charts that are drawn again only when they change. The library behind them is loaded when the first one is asked for. */
export class LazyCharts implements Charts {
  readonly #load: () => Promise<DrawChart>;
  readonly #drawn = new Map<string, readonly Line[]>();
  #draw: DrawChart | undefined;
  #isLoading = false;

  /** `load` that fails leaves the charts blank: the figures beside them go on. */
  constructor(load: () => Promise<DrawChart>) {
    this.#load = load;
  }

  draw(chart: Chart): readonly Line[] | undefined {
    if (this.#draw === undefined) {
      this.#begin();
      return undefined;
    }
    const name = JSON.stringify(chart);
    const lines = this.#drawn.get(name) ?? this.#draw(chart);
    this.#drawn.delete(name); // the newest stands last
    this.#drawn.set(name, lines);
    if (this.#drawn.size > KEPT) this.#drawn.delete(this.#drawn.keys().next().value ?? "");
    return lines;
  }

  #begin(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#load().then(
      (draw) => {
        this.#draw = draw;
      },
      () => undefined,
    );
  }
}
