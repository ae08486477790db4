import type { GivenKey } from "../app/init/key-questions.ts";
import { checkedText, type Given, limitFrom, targetFrom } from "../app/init/questions.ts";
import { profileNames } from "../app/profiles.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { InitOptions } from "./init-options.ts";

/** What the options have answered. Throws WrongAnswer or CommandFailure (exit 2) for values that are wrong or contradict each other. */
export function givenIn(options: InitOptions): Given {
  const { venue, series, event, profile } = options;
  if (series !== undefined && event !== undefined) throw refused("give one of --series and --event");
  return {
    venue: venue === undefined ? undefined : checkedText("venue", venue, ["sim", "demo", "prod"]),
    target: series !== undefined ? seriesOf(series) : event !== undefined ? eventOf(event) : undefined,
    profile: profile === undefined ? undefined : checkedText("profile", profile, profileNames),
    key: keyIn(options),
    limits: {
      max_daily_loss_pct: limit("max_daily_loss_pct", options.maxDailyLossPct),
      max_event_loss_pct: limit("max_event_loss_pct", options.maxEventLossPct),
      min_balance_floor_cents: limit("min_balance_floor_cents", options.minBalanceFloorCents),
      max_position_per_ticker: limit("max_position_per_ticker", options.maxPositionPerTicker),
      max_order_size: limit("max_order_size", options.maxOrderSize),
    },
  };
}

function keyIn({ key, generateKey, keyFile: file, keyId: id }: InitOptions): GivenKey {
  const isNone = key === false;
  const isMade = generateKey === true;
  const isNamed = file !== undefined || id !== undefined;
  if (isNone && (isMade || isNamed)) throw refused("--no-key goes with no other option of a key");
  return { way: isNone ? "none" : isMade ? "make" : isNamed ? "file" : undefined, id, file };
}

function seriesOf(text: string): Given["target"] {
  targetFrom(text); // that it is a ticker at all
  return { series: text };
}

function eventOf(text: string): Given["target"] {
  targetFrom(text);
  return { event: text };
}

function limit(name: keyof Given["limits"], text: string | undefined): number | undefined {
  return text === undefined ? undefined : limitFrom(name, text);
}

function refused(text: string): CommandFailure {
  return new CommandFailure(text, EXIT.usage);
}
