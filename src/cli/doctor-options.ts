import { type Command, InvalidArgumentError } from "commander";
import { VENUE_FACTS } from "../venue/kalshi/probe/fact.ts";
import { durationMs } from "./option-values.ts";
import { type AccountTargetOptions, describeAccountTarget } from "./target-options.ts";

export interface DoctorOptions extends AccountTargetOptions {
  readonly probe?: boolean;
  readonly facts?: ReadonlySet<number>;
  readonly wait?: number;
  readonly yesIMeanIt?: boolean;
}

/** The arguments of `tauroi doctor`. */
export function describeDoctor(command: Command): void {
  command
    .summary("examine all that a run needs, and measure what nobody tells of the exchange")
    .description(
      "Looks at key, scopes, location attestation, clock, connection, rate tier, event, fees, balance, disk, folders, terminal and\n" +
        "engines, and says of each what to do. Changes nothing. Exits 0, or with the code of the first thing that failed: 1 to 4.\n\n" +
        "With --probe it then measures the facts of docs/venue-facts.md with orders of one contract, far from the market, that end\n" +
        "within 45 s, and keeps them in venue-facts.json in the state folder. On demo freely; elsewhere after a typed word, with one\n" +
        "contract that may be bought for at most 10c. Never while an engine trades the account (exit 7).",
    )
    .option("--probe", "measure facts about the exchange, with orders")
    .option("--facts <numbers>", "only these, by their numbers: 1,2,14", factNumbers)
    .option("--wait <time>", "wait so long for a pause (14) or a lapse (13) that is about to come", durationMs)
    .option("--yes-i-mean-it", "probe with real money without a typed word");
  describeAccountTarget(command);
}

const NUMBERS: ReadonlySet<number> = new Set(Object.values(VENUE_FACTS).map(({ v }) => v));

function factNumbers(text: string): ReadonlySet<number> {
  const numbers = text.split(",").map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
  if (numbers.every((number) => NUMBERS.has(number))) return new Set(numbers);
  throw new InvalidArgumentError("It is a list of numbers from 1 to 16, such as 1,2,14.");
}
