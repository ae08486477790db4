import { Random } from "../../ambient/random.ts";
import type { Time } from "../../market/units.ts";
import { logit } from "../../model/log-odds.ts";
import { newYorkDay } from "../../risk/new-york-day.ts";

/** Which days a row is about: the event's last one, Fridays that aren't, and all days but last ones. */
export type HourKind = "any day" | "friday" | "last day";

/** How much prices move in one hour of the New York day, beside the average hour. */
export interface HourRow {
  readonly kind: HourKind;
  /** 0 to 23. */
  readonly hour: number;
  /** Of the taker orders of such days, how many came in this hour. */
  readonly orders: number;
  /** Hours of legs that were looked at: one leg over one such hour is one. */
  readonly legHours: number;
  /** Mean absolute move of the log-odds of the fair value over the hour, against that of all hours of days but last ones. */
  readonly ratio: number;
  /** Where that lies with 95% confidence: days drawn anew; undefined for fewer than ten days. */
  readonly interval: readonly [number, number] | undefined;
}

/** What is needed of a fair value. */
export interface HourObservation {
  readonly time: Time;
  readonly event: string;
  readonly ticker: string;
  /** In cents. */
  readonly fair: number;
}

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** A leg that nobody trades for so long isn't counted as standing still. */
const LONGEST_GAP_MS = 24 * HOUR_MS;
const RESAMPLES = 1_000;
const LEAST_DAYS = 10;
const TAIL = 0.025;
/** Fair values are held inside of this, in probability, before their log-odds are taken. */
const EDGE = 0.005;

/** Sums of one day of one event, by its hours. */
interface DaySums {
  readonly date: string;
  readonly isFriday: boolean;
  readonly moves: Float64Array;
  readonly legHours: Float64Array;
  readonly orders: Float64Array;
}

interface LegPath {
  hourStart: number;
  /** Log-odds when the hour began, and now. */
  before: number;
  last: number;
  at: Time;
}

/** Measures at which hours of the New York day a series moves, from fair values in time order. */
export class HourlyMoves {
  readonly #legs = new Map<string, LegPath>();
  readonly #events = new Map<string, Map<string, DaySums>>();

  add({ time, event, ticker, fair }: HourObservation): void {
    const probability = Math.min(1 - EDGE, Math.max(EDGE, fair / 100));
    const now = logit(probability);
    const hourStart = hourOf(time);
    let path = this.#legs.get(ticker);
    if (path === undefined || time - path.at > LONGEST_GAP_MS) {
      path = { hourStart, before: now, last: now, at: time };
      this.#legs.set(ticker, path);
    }
    for (; path.hourStart < hourStart; path.hourStart += HOUR_MS) {
      const { sums, hour } = this.#day(event, path.hourStart as Time);
      sums.moves[hour]! += Math.abs(path.last - path.before);
      sums.legHours[hour]! += 1;
      path.before = path.last;
    }
    path.last = now;
    path.at = time;
    const { sums, hour } = this.#day(event, time);
    sums.orders[hour]! += 1;
  }

  /** Every hour of every kind of day that was seen; the hour that a leg ends in is left out. */
  rows(random = Random.seeded(1)): readonly HourRow[] {
    const kinds: Record<HourKind, DaySums[]> = { "any day": [], friday: [], "last day": [] };
    for (const days of this.#events.values()) {
      const sorted = [...days.values()].toSorted((one, other) => (one.date < other.date ? -1 : 1));
      const last = sorted.pop();
      if (last !== undefined) kinds["last day"].push(last);
      kinds["any day"].push(...sorted);
      kinds.friday.push(...sorted.filter(({ isFriday }) => isFriday));
    }
    const usual = meanMove(kinds["any day"]);
    return (Object.keys(kinds) as HourKind[]).flatMap((kind) => rowsOf(kind, kinds[kind], usual, random.fork(kind)));
  }

  #day(event: string, time: Time): { readonly sums: DaySums; readonly hour: number } {
    const { date, start } = newYorkDay(time);
    let days = this.#events.get(event);
    if (days === undefined) {
      days = new Map();
      this.#events.set(event, days);
    }
    let sums = days.get(date);
    if (sums === undefined) {
      const [moves, legHours, orders] = [0, 1, 2].map(() => new Float64Array(HOURS)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      sums = { date, isFriday: new Date(`${date}T12:00:00Z`).getUTCDay() === 5, moves, legHours, orders };
      days.set(date, sums);
    }
    return { sums, hour: Math.min(HOURS - 1, Math.floor((time - start) / HOUR_MS)) };
  }
}

function rowsOf(kind: HourKind, days: readonly DaySums[], usual: number, random: Random): readonly HourRow[] {
  if (days.length === 0 || !(usual > 0)) return [];
  const intervals = days.length < LEAST_DAYS ? undefined : resampled(days, usual, random);
  return Array.from({ length: HOURS }, (_, hour) => {
    const total = (of: "moves" | "legHours" | "orders"): number => days.reduce((sum, day) => sum + day[of][hour]!, 0);
    const legHours = total("legHours");
    const ratio = legHours === 0 ? 0 : total("moves") / legHours / usual;
    return { kind, hour, orders: total("orders"), legHours, ratio, interval: intervals?.[hour] };
  }).filter(({ legHours }) => legHours > 0);
}

/** The percentile bootstrap over days. */
function resampled(days: readonly DaySums[], usual: number, random: Random): readonly (readonly [number, number])[] {
  const draws = Array.from({ length: HOURS }, () => new Float64Array(RESAMPLES));
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const moves = new Float64Array(HOURS);
    const legHours = new Float64Array(HOURS);
    for (let draw = 0; draw < days.length; draw++) {
      const day = days[random.integer(0, days.length - 1)]!;
      for (let hour = 0; hour < HOURS; hour++) {
        moves[hour]! += day.moves[hour]!;
        legHours[hour]! += day.legHours[hour]!;
      }
    }
    for (let hour = 0; hour < HOURS; hour++)
      draws[hour]![resample] = legHours[hour]! === 0 ? 0 : moves[hour]! / legHours[hour]! / usual;
  }
  return draws.map((values) => {
    values.sort();
    return [values[Math.floor(TAIL * RESAMPLES)]!, values[Math.ceil((1 - TAIL) * RESAMPLES) - 1]!] as const;
  });
}

function meanMove(days: readonly DaySums[]): number {
  let moves = 0;
  let legHours = 0;
  for (const day of days) {
    for (let hour = 0; hour < HOURS; hour++) {
      moves += day.moves[hour]!;
      legHours += day.legHours[hour]!;
    }
  }
  return legHours === 0 ? 0 : moves / legHours;
}

function hourOf(time: Time): number {
  const { start } = newYorkDay(time);
  return start + Math.floor((time - start) / HOUR_MS) * HOUR_MS;
}

/** An hour counts as one in which the series moves when even the low end of its interval is this much above the average. */
const MOVES_AT = 1.25;

/** A calendar of the hours in which the series moves, as TOML for the operator to look at and keep; empty when none stands out. */
export function suggestedCalendar(rows: readonly HourRow[]): string {
  const windows: { kind: HourKind; from: number; to: number; ratio: number }[] = [];
  for (const { kind, hour, ratio, interval } of rows) {
    if (interval === undefined || interval[0] < MOVES_AT) continue;
    const before = windows.at(-1);
    if (before?.kind === kind && before.to === hour) {
      before.to = hour + 1;
      before.ratio = Math.max(before.ratio, ratio);
    } else windows.push({ kind, from: hour, to: hour + 1, ratio });
  }
  return windows
    .map(({ kind, from, to, ratio }) =>
      [
        "[[window]]",
        ...(kind === "any day" ? [] : [`days = ["${kind === "friday" ? "fri" : "last"}"]`]),
        `from = "${clock(from)}"`,
        `to = "${clock(to)}"`,
        'effect = "widen"',
        `multiplier = ${Math.min(2, Math.max(1.1, ratio)).toFixed(1)}`,
        `reason = "moves ${ratio.toFixed(1)} times as much as usual at this hour"`,
      ].join("\n"),
    )
    .join("\n\n");
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}
