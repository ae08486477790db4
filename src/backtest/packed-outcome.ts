import type { MarketEvent } from "../market/event.ts";
import type { Money, Position, Price, Quantity, Time } from "../market/units.ts";
import { type FillLog, MARK_AFTER_MS } from "./fill-log.ts";
import type { EventOutcome, LegOutcome } from "./outcome.ts";

/**
 * The outcome of one event in one piece of memory, which goes from thread to thread without being copied and takes a fraction of the room that
 * objects do: a backtest keeps tens of thousands. What the event itself says, the tickers of its legs, is not in here.
 */
export interface PackedOutcome {
  readonly endedAt: Time;
  readonly alerts: readonly (readonly [code: string, count: number])[];
  /** `LEG_NUMBERS` doubles a leg, in the order of the event's legs; then the fills of all legs, column after column. */
  readonly buffer: ArrayBuffer;
}

const LEG_NUMBERS = 15;

/** Which of them counts the leg's fills. */
const FILLS_AT = 3;

const BYTES_PER_DOUBLE = 8;

type Column = Float64Array | Uint32Array | Int32Array | Int16Array | Int8Array;

type ColumnMaker = new (buffer: ArrayBuffer, offset: number, length: number) => Column;

/** The columns of a log of fills, the widest numbers first, so that each begins at a multiple of its width. */
const COLUMN_MAKERS: readonly (ColumnMaker & { readonly BYTES_PER_ELEMENT: number })[] = [
  Float64Array, // at
  Float64Array, // fee
  Uint32Array, // quantity
  Int32Array, // positionBefore
  Int16Array, // price
  Int16Array, // fair
  Int16Array, // quoteFair
  ...MARK_AFTER_MS.map(() => Int16Array), // marks
  Int8Array, // sign
];

const BYTES_PER_FILL = COLUMN_MAKERS.reduce((sum, { BYTES_PER_ELEMENT }) => sum + BYTES_PER_ELEMENT, 0);

/** Packs an outcome whose legs are in the order of its event's. */
export function packOutcome({ endedAt, alerts, legs }: EventOutcome): PackedOutcome {
  const fills = legs.reduce((sum, { log }) => sum + log.at.length, 0);
  const head = legs.length * LEG_NUMBERS;
  const buffer = new ArrayBuffer(head * BYTES_PER_DOUBLE + fills * BYTES_PER_FILL);
  new Float64Array(buffer, 0, head).set(legs.flatMap(numbersOf));
  const columns = columnsIn(buffer, head, fills);
  let from = 0;
  for (const { log } of legs) {
    for (const [index, column] of columnsOf(log).entries()) columns[index]!.set(column, from);
    from += log.at.length;
  }
  return { endedAt, alerts: [...alerts], buffer };
}

/** The outcome again. Its logs are views of the packed memory. */
export function unpackOutcome({ endedAt, alerts, buffer }: PackedOutcome, event: MarketEvent): EventOutcome {
  const head = event.legs.length * LEG_NUMBERS;
  const numbers = new Float64Array(buffer, 0, head);
  const fills = (buffer.byteLength - head * BYTES_PER_DOUBLE) / BYTES_PER_FILL;
  const columns = columnsIn(buffer, head, fills);
  let from = 0;
  const legs = event.legs.map(({ ticker }, index): LegOutcome => {
    const ofLeg = numbers.subarray(index * LEG_NUMBERS, (index + 1) * LEG_NUMBERS);
    const until = from + ofLeg[FILLS_AT]!;
    const log = logOf(columns.map((column) => column.subarray(from, until)));
    from = until;
    return legOf(ticker, ofLeg, log);
  });
  return { event: event.ticker, endedAt, legs, alerts: new Map(alerts) };
}

function numbersOf({ quoteTime, ...leg }: LegOutcome): readonly number[] {
  const { trades, value, settled, fills, contracts, position, flow, fees, gross, net } = leg;
  const { from, to, bidMs, askMs, bothMs } = quoteTime;
  const account = [trades, value, settled ? 1 : 0, fills, contracts, position, flow, fees, gross, net];
  return [...account, from, to, bidMs, askMs, bothMs];
}

function legOf(ticker: string, numbers: Float64Array, log: FillLog): LegOutcome {
  let read = 0;
  const next = (): number => numbers[read++]!; // in the order in which numbersOf has them
  return {
    ticker,
    trades: next(),
    value: next() as Price,
    settled: next() === 1,
    fills: next(),
    contracts: next() as Quantity,
    position: next() as Position,
    flow: next() as Money,
    fees: next() as Money,
    gross: next() as Money,
    net: next() as Money,
    log,
    quoteTime: { from: next() as Time, to: next() as Time, bidMs: next(), askMs: next(), bothMs: next() },
  };
}

function columnsIn(buffer: ArrayBuffer, head: number, fills: number): readonly Column[] {
  let offset = head * BYTES_PER_DOUBLE;
  return COLUMN_MAKERS.map((maker) => {
    const column = new maker(buffer, offset, fills);
    offset += column.byteLength;
    return column;
  });
}

/** In the order of `COLUMN_MAKERS`. */
function columnsOf(log: FillLog): readonly Column[] {
  const { at, fee, quantity, positionBefore, price, fair, quoteFair, marks, sign } = log;
  return [at, fee, quantity, positionBefore, price, fair, quoteFair, ...marks, sign];
}

function logOf(columns: readonly Column[]): FillLog {
  const [at, fee, quantity, positionBefore, price, fair, quoteFair] = columns;
  return {
    at: at as Float64Array,
    fee: fee as Float64Array,
    quantity: quantity as Uint32Array,
    positionBefore: positionBefore as Int32Array,
    price: price as Int16Array,
    fair: fair as Int16Array,
    quoteFair: quoteFair as Int16Array,
    marks: columns.slice(7, -1) as Int16Array[],
    sign: columns.at(-1) as Int8Array,
  };
}
