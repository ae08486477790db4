import { PriceGrid } from "../market/price-grid.ts";
import { PRICE_ONE, type Price } from "../market/units.ts";
import { readPlayedStream } from "../venue/sim/replay/played-stream.ts";
import type { RecordedEvent } from "../venue/sim/replay/recorded-event.ts";
import { readRecordedEvent } from "../venue/sim/replay/recorded-event.ts";
import type { ExchangeOptions } from "./exchange-options.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { namedSettlements, namedTapes } from "./tape-files.ts";

/** A recorded event to be traded again. */
export interface PlayedTape {
  readonly recorded: RecordedEvent;
  /** Recorded seconds in a real one. */
  readonly speed: number;
  /** What was chosen, for people. */
  readonly told: string;
}

/** A recording is played on the exchange's own grid, whatever that was. */
const FINEST = new PriceGrid([{ start: 0 as Price, end: PRICE_ONE, step: 1 }]);
const NEED_A_TAPE = ["settlements", "event", "speed"] as const;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The event that `--tape` and its companions name; undefined without a tape. */
export async function playedTape(options: ExchangeOptions): Promise<PlayedTape | undefined> {
  const { tape, settlements, event, speed = 1 } = options;
  if (tape === undefined) {
    const alone = NEED_A_TAPE.find((name) => options[name] !== undefined);
    if (alone === undefined) return undefined;
    throw new CommandFailure(`--${alone} says something of a tape: name one with --tape`, EXIT.usage);
  }
  const { files, recordings } = namedTapes(tape);
  try {
    const grid = recordings.length > 0 ? FINEST : undefined;
    const named = await namedSettlements(settlements);
    const { recorded, tradesByEvent } = await readRecordedEvent(files, named, event, grid);
    const [recording, ...others] = recordings.filter(({ manifest }) => manifest.event === recorded.ticker);
    if (others.length > 0) {
      const mend = "name one of them";
      throw new CommandFailure(`--tape: ${1 + others.length} recordings of ${recorded.ticker}; ${mend}`, EXIT.usage);
    }
    const played = recording && (await readPlayedStream(recording));
    const told = describe(recorded, tradesByEvent.size, speed, event !== undefined);
    return { recorded: { ...recorded, ...(played && { played }) }, speed, told };
  } catch (error) {
    if (error instanceof RangeError) throw new CommandFailure(`--event: ${error.message}`, EXIT.usage);
    throw error;
  }
}

function describe(recorded: RecordedEvent, events: number, speed: number, isNamed: boolean): string {
  const { ticker, orders, trades, legs, values } = recorded;
  const why =
    isNamed || events === 1 ? "" : `, the busiest of the ${events} events on the tape (--event names another)`;
  const lengthMs = orders.at(-1)!.at - orders[0]!.at;
  const result = values === undefined ? "its result isn't known: an operator has to decide it" : "its result is known";
  return (
    `${ticker}${why}: ${trades} trades in ${legs.length} markets over ${lasting(lengthMs)}, ` +
    `played in ${lasting(lengthMs / speed)} (--speed ${speed}); ${result}.`
  );
}

/** A length of time in its largest unit. */
function lasting(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.round(ms / DAY_MS)} days`;
  if (ms >= 2 * HOUR_MS) return `${Math.round(ms / HOUR_MS)} hours`;
  if (ms >= 2 * MINUTE_MS) return `${Math.round(ms / MINUTE_MS)} minutes`;
  return `${Math.round(ms / 1_000)} s`;
}
