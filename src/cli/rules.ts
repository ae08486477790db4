import { steadyClock, systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import { loadConfiguration } from "../app/config.ts";
import { loadKey } from "../app/credentials.ts";
import {
  acknowledgedRulesPath,
  acknowledgeRules,
  type Difference,
  readAcknowledgedRules,
  unacknowledged,
} from "../app/readiness/acknowledged-rules.ts";
import { readRules } from "../app/readiness/evidence.ts";
import type { EventRules } from "../app/readiness/rules.ts";
import { usualStateFolder } from "../app/state-folder.ts";
import { venueAddresses } from "../venue/kalshi/addresses.ts";
import { discover } from "../venue/kalshi/discovery.ts";
import { openError } from "../venue/kalshi/open-error.ts";
import { exchangeStatus } from "../venue/kalshi/rest/exchange.ts";
import { ReadClient } from "../venue/kalshi/rest/read-client.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { RulesOptions } from "./rules-options.ts";
import { terminalAsk } from "./terminal-ask.ts";

const WORD = "acknowledge";

/** `tauroi rules`: shows an event's rules and keeps that they were acknowledged. */
export async function action({ operands, options, print }: Invocation<RulesOptions>): Promise<number> {
  const { acknowledge, json = false, ...flags } = options;
  const named = operands[0] === undefined ? flags : { ...flags, event: operands[0] };
  const configuration = loadConfiguration({ flags: named, environment: process.env });
  const { venue, target } = configuration;
  const addresses = venue === "sim" ? undefined : venueAddresses(venue);
  if (addresses === undefined)
    throw new CommandFailure(`rules --venue ${venue}: name demo, prod or the URL of an exchange`, EXIT.usage);
  const { restUrl } = addresses;
  const { host } = new URL(restUrl);
  const state = configuration.state ?? usualState(host, configuration);
  const before = readAcknowledgedRules(state, host, systemFiles);
  const rules = await readNow(restUrl, target);
  const known = before?.events[rules.event];
  const open = unacknowledged(rules, known);
  if (!json) print(rulesText(rules, known === undefined ? [] : open));
  let isAcknowledged = open.length === 0;
  const keep = (): void => {
    acknowledgeRules(state, host, rules, systemClock.now(), systemFiles);
    isAcknowledged = true;
  };
  if (acknowledge !== undefined && acknowledge !== rules.hash) {
    const mend = `read them once more and give that hash if you accept them: --acknowledge ${rules.hash}`;
    throw new CommandFailure(`the rules of ${rules.event} are not those of ${acknowledge}: ${mend}`, EXIT.usage);
  }
  if (acknowledge !== undefined) keep();
  else if (!isAcknowledged && !json) {
    const answer = await terminalAsk()?.(`Type ${WORD} if you have read these rules and trade by them: `);
    if (answer === WORD) keep();
  }
  if (json) print(JSON.stringify({ ...rules, acknowledged: isAcknowledged, differences: open }));
  else print(standing(rules, isAcknowledged, state));
  return EXIT.fine;
}

function usualState(host: string, { key }: { readonly key: Parameters<typeof loadKey>[1] }): string {
  const state = usualStateFolder(process.env, host, loadKey(process.env, key).id);
  if (state !== undefined) return state;
  throw new CommandFailure("rules: name the account's folder with --state; there is no HOME", EXIT.usage);
}

async function readNow(baseUrl: string, target: Parameters<typeof discover>[1]): Promise<EventRules> {
  const random = Random.seeded(entropy32());
  const client = new ReadClient({ baseUrl, clock: steadyClock, timers: systemTimers, uniform: () => random.uniform() });
  try {
    await client.read(exchangeStatus()); // tells the exchange's time
    const { event } = await discover(client, target, client.exchangeClock.now());
    return await readRules(client, event);
  } catch (error) {
    throw openError(error);
  }
}

/** The rules as they are, and what is no more as it was. */
function rulesText({ parts }: EventRules, differences: readonly Difference[]): string {
  const whole = parts.map(({ name, lines }) => [name, ...lines.map((line) => `  ${plain(line)}`)].join("\n"));
  const changes = differences.map(({ name, kind, gone, added }) =>
    [
      `${kind === "new" ? "NEW" : "CHANGED"} since they were last acknowledged: ${name}`,
      ...gone.map((line) => `  - ${plain(line)}`),
      ...added.map((line) => `  + ${plain(line)}`),
    ].join("\n"),
  );
  return [...whole, ...changes].join("\n\n");
}

function standing({ event, hash }: EventRules, isAcknowledged: boolean, state: string): string {
  if (isAcknowledged) return `\n${event} ${hash}: acknowledged, kept in ${acknowledgedRulesPath(state)}`;
  return `\n${event} ${hash}: not acknowledged; without a terminal: tauroi rules ${event} --acknowledge ${hash}`;
}

/** What a terminal can show of a text that others have written. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "?");
}
