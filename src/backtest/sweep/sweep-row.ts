import { type FillLog, MARK_AFTER_MS } from "../fill-log.ts";
import type { EventOutcome } from "../outcome.ts";
import { added } from "../report/event-total.ts";
import type { TapeFillModel } from "../tape-fill-model.ts";

/** What one configuration made of one event under one fill model. Money in micro-dollars, `contracts` in 1/100. */
export interface SweepRow {
  /** The configuration's place in the sweep. */
  readonly configuration: number;
  readonly fillModel: TapeFillModel;
  readonly event: string;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  readonly fills: number;
  readonly contracts: number;
  readonly gross: number;
  readonly fees: number;
  readonly net: number;
  /** What the market did for us in five minutes, in an hour, from the fills' prices on. */
  readonly markout5m: number;
  readonly markout1h: number;
}

/** The row of an outcome. */
export function sweepRow(configuration: number, fillModel: TapeFillModel, outcome: EventOutcome): SweepRow {
  const { event, endedAt, legs } = outcome;
  const [markout5m, markout1h] = MARK_AFTER_MS.map((_, horizon) => added(legs, ({ log }) => markout(log, horizon)));
  return {
    configuration,
    fillModel,
    event,
    endedAt,
    fills: added(legs, ({ fills }) => fills),
    contracts: added(legs, ({ contracts }) => contracts),
    gross: added(legs, ({ gross }) => gross),
    fees: added(legs, ({ fees }) => fees),
    net: added(legs, ({ net }) => net),
    markout5m: markout5m!,
    markout1h: markout1h!,
  };
}

function markout({ sign, quantity, price, marks }: FillLog, horizon: number): number {
  let total = 0;
  for (let fill = 0; fill < sign.length; fill += 1) {
    total += sign[fill]! * quantity[fill]! * (marks[horizon]![fill]! - price[fill]!);
  }
  return total;
}

/**
 * Puts rows in the one order in which they are written: by configuration, fill model as the sweep names them, and the end of the event, its name where several ended
 * at once.
 */
export function inRowOrder(rows: readonly SweepRow[], fillModels: readonly TapeFillModel[]): readonly SweepRow[] {
  return rows.toSorted(
    (a, b) =>
      a.configuration - b.configuration ||
      fillModels.indexOf(a.fillModel) - fillModels.indexOf(b.fillModel) ||
      a.endedAt - b.endedAt ||
      (a.event < b.event ? -1 : a.event > b.event ? 1 : 0),
  );
}
