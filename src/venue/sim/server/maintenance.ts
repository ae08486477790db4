import type { Time } from "../../../market/units.ts";
import type { ServedExchange } from "./served-exchange.ts";

/** A time in which the exchange is paused. */
export interface MaintenanceWindow {
  readonly from: Time;
  readonly to: Time;
}

/** Pauses that are announced in the schedule, and come. */
export class Maintenance {
  readonly #served: ServedExchange;
  #windows: readonly MaintenanceWindow[] = [];

  constructor(served: ServedExchange) {
    this.#served = served;
  }

  /** Those that are not over. */
  get windows(): readonly MaintenanceWindow[] {
    const now = this.#served.time.now();
    return this.#windows.filter(({ to }) => to > now);
  }

  /** Announces a pause of trading, or of the whole exchange. */
  announce(window: MaintenanceWindow, wholeExchange: boolean): void {
    const { exchange, time } = this.#served;
    this.#windows = [...this.#windows, window].sort((a, b) => a.from - b.from);
    const state = wholeExchange ? "exchange-paused" : "trading-paused";
    time.after(window.from - time.now(), () => exchange.setState(state, time.now()));
    time.after(window.to - time.now(), () => exchange.setState("open", time.now()));
  }
}
