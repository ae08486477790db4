import { type Money, type Quantity, toContracts } from "../../market/units.ts";
import { added, type EventTotal } from "../report/event-total.ts";
import {
  centsPerContract,
  MICRO_DOLLARS_PER_CENT,
  maxDrawdown,
  sharpePerEvent,
  tByDate,
} from "../report/statistics.ts";
import type { TapeFillModel } from "../tape-fill-model.ts";
import type { SweepRow } from "./sweep-row.ts";

/** What one configuration brought over all events under one fill model. Units as in `SweepRow`; undefined: can't be said. */
export interface ConfigurationTotal {
  readonly configuration: number;
  readonly fillModel: TapeFillModel;
  readonly events: number;
  readonly fills: number;
  readonly contracts: number;
  readonly gross: number;
  readonly fees: number;
  readonly net: number;
  readonly markout5m: number;
  readonly markout1h: number;
  /** Net cents per contract filled, and what an hour after made of each. */
  readonly centsPerContract: number | undefined;
  readonly markout1hCents: number | undefined;
  readonly sharpePerEvent: number | undefined;
  readonly tByDate: number | undefined;
  readonly maxDrawdown: Money;
}

/** The totals of rows that stand in the order of `inRowOrder`. */
export function configurationTotals({ rows }: { readonly rows: readonly SweepRow[] }): readonly ConfigurationTotal[] {
  const groups = Map.groupBy(rows, ({ configuration, fillModel }) => `${configuration} ${fillModel}`);
  return [...groups.values()].map((own): ConfigurationTotal => {
    const totals = own.map(eventTotalOf);
    const contracts = added(own, (row) => row.contracts);
    const markout1h = added(own, (row) => row.markout1h);
    return {
      configuration: own[0]!.configuration,
      fillModel: own[0]!.fillModel,
      events: own.length,
      fills: added(own, ({ fills }) => fills),
      contracts,
      gross: added(own, ({ gross }) => gross),
      fees: added(own, ({ fees }) => fees),
      net: added(own, ({ net }) => net),
      markout5m: added(own, (row) => row.markout5m),
      markout1h,
      centsPerContract: centsPerContract(totals),
      markout1hCents:
        contracts === 0 ? undefined : markout1h / MICRO_DOLLARS_PER_CENT / toContracts(contracts as Quantity),
      sharpePerEvent: sharpePerEvent(totals),
      tByDate: tByDate(totals),
      maxDrawdown: maxDrawdown(totals.map(({ net }) => net)),
    };
  });
}

/** A row as statistics over events take it. */
export function eventTotalOf({ event, endedAt, gross, fees, net, contracts }: SweepRow): EventTotal {
  return { event, endedAt, gross, fees, net, contracts } as EventTotal; // a row has an event total's figures, in its units
}
