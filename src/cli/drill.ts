import { inputEnded, startChild } from "../ambient/child.ts";
import { steadyClock, systemClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { ownCommand } from "../ambient/process.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { replaceFile } from "../ambient/replace-file.ts";
import { systemTimers } from "../ambient/timers.ts";
import { type Configuration, loadConfiguration } from "../app/config.ts";
import { placeOf } from "../app/control-path.ts";
import { loadKey } from "../app/credentials.ts";
import { isPlayMoney } from "../app/doctor/doctor.ts";
import { type DrilledAccount, drillAccount } from "../app/drill/drill-account.ts";
import { type StandIn, type StandInOrder, standIn, standInOrder } from "../app/drill/stand-in.ts";
import { drillPath } from "../app/readiness/drill-file.ts";
import { usualStateFolder } from "../app/state-folder.ts";
import { versionLine } from "../app/version.ts";
import { type Addresses, venueAddresses } from "../venue/kalshi/addresses.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import { openBench } from "../venue/kalshi/probe/open-bench.ts";
import { ProbeStop } from "../venue/kalshi/probe/probe.ts";
import type { Invocation } from "./command.ts";
import type { DrillOptions } from "./drill-options.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { interruptedBySignals } from "./interruption.ts";
import { demandConsent } from "./probe-consent.ts";
import { terminalAsk } from "./terminal-ask.ts";

/** `tauroi drill`: rehearses a kill and keeps what it has shown. */
export async function action(invocation: Invocation<DrillOptions>): Promise<number> {
  const { options, print, complain } = invocation;
  const { yesIMeanIt = false, json = false, standIn: wanted, epoch: given, ...flags } = options;
  const configuration = loadConfiguration({ flags, environment: process.env });
  const addresses = addressesOf(configuration);
  const key = loadKey(process.env, configuration.key);
  const isPlay = isPlayMoney(configuration.venue, addresses.restUrl);
  if (wanted !== undefined) return await beStandIn(invocation, addresses, key, wanted, given ?? "");
  await demandConsent({
    venue: configuration.venue,
    isPlayMoney: isPlay,
    yesIMeanIt,
    ask: terminalAsk(),
    deed: {
      what: `a drill at ${configuration.venue} places two orders of one contract with real money, at the lowest price there is, one after the other`,
      word: "drill",
      mend: "add --yes-i-mean-it, or drill on --venue demo",
    },
  });
  const { host } = new URL(addresses.restUrl);
  const usual = usualStateFolder(process.env, host, key.id);
  const state = configuration.state ?? usual;
  if (state === undefined)
    throw new CommandFailure("drill: name a folder for the result with --state; there is no HOME", EXIT.usage);
  const interruption = interruptedBySignals(complain);
  const epoch = `${Math.floor(systemClock.now() / 1_000).toString(36)}${entropy32().toString(36)}`;
  const drilled = await drillAccount({
    restUrl: addresses.restUrl,
    key,
    target: configuration.target,
    state,
    killFolders: usual === undefined ? [] : [usual],
    program: versionLine(),
    epoch,
    isPlayMoney: isPlay,
    signal: interruption.signal,
    place: placeOf(process.env),
    files: systemFiles,
    replace: replaceFile,
    clock: steadyClock,
    timers: systemTimers,
    random: Random.seeded(entropy32()),
    standIn: (order) => startStandIn(order, { configuration, config: options.config, epoch }),
    tell: complain,
  });
  if (json) print(JSON.stringify({ ...(drilled.record ?? { passed: false, why: "interrupted" }), ...leftOf(drilled) }));
  else print(textOf(drilled, state));
  complain(`an engine can start on this account from ${clock(drilled.quietUntil)} UTC`);
  return interruption.received ?? codeOf(drilled);
}

function codeOf({ record, left, hasRested }: DrilledAccount): number {
  if (hasRested || left.length > 0) return EXIT.reconciliationDrift;
  return record?.passed === true ? EXIT.fine : EXIT.venueUnreachable;
}

function leftOf({ left, filled }: DrilledAccount): Pick<DrilledAccount, "left" | "filled"> {
  return { left, filled };
}

function textOf({ record, left, filled }: DrilledAccount, state: string): string {
  const lines = left.map(
    (problem) => `left behind: ${problem}; it expires within 45 s, and tauroi kill --ours takes it away`,
  );
  if (filled > 0) lines.push(`${filled} contracts were filled: a position that a run asks to adopt`);
  if (record === undefined) return [...lines, "interrupted: what was kept before stays"].join("\n");
  const { kill, death, passed, why } = record;
  if (kill !== null) {
    const tookMs =
      kill.confirmed_at === null
        ? ""
        : `, ${((kill.confirmed_at - kill.asked_at) / 1_000).toFixed(1)} s after it was asked for`;
    lines.push(`kill   ${kill.grade}${tookMs}`);
  }
  if (death !== null && death.proven_at !== null) {
    const ended =
      death.ended_at === null
        ? ""
        : `ended ${((death.ended_at - death.died_at) / 1_000).toFixed(1)} s after its process, `;
    lines.push(`death  ${ended}nothing rested at ${clock(death.proven_at)} UTC by the exchange's clock`);
  }
  return [...lines, passed ? `passed, kept in ${drillPath(state)}` : `FAILED: ${why}`].join("\n");
}

/** Starts this very program as the stand-in, and waits until its order is placed. */
async function startStandIn(
  order: StandInOrder,
  {
    configuration,
    config,
    epoch,
  }: { readonly configuration: Configuration; readonly config: string | undefined; readonly epoch: string },
): Promise<StandIn> {
  const words = ["drill", "--stand-in", JSON.stringify(order), "--epoch", epoch, "--venue", configuration.venue];
  const child = startChild([...ownCommand(), ...words, ...(config === undefined ? [] : ["--config", config])]);
  try {
    const { order_id: orderId } = JSON.parse(await child.firstLine) as { readonly order_id: string };
    return {
      orderId,
      async die() {
        child.kill();
        await child.exited;
      },
    };
  } catch (error) {
    child.kill();
    throw new ProbeStop(
      `the process that was to place an order didn't: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** This process is what stands in for an engine: it places one order and renews it until it is killed. */
async function beStandIn(
  { print, complain }: Invocation<DrillOptions>,
  { restUrl }: Addresses,
  key: KalshiKey,
  wanted: string,
  epoch: string,
): Promise<number> {
  const order = standInOrder(wanted);
  const abort = new AbortController();
  void inputEnded().then(() => abort.abort());
  for (const name of ["SIGHUP", "SIGINT", "SIGTERM"]) process.on(name, () => undefined); // whoever started it decides
  const random = Random.seeded(entropy32());
  const bench = await openBench({
    restUrl,
    key,
    target: { markets: [order.ticker] },
    epoch,
    isPlayMoney: false,
    waitMs: 0,
    signal: abort.signal,
    clock: steadyClock,
    timers: systemTimers,
    uniform: () => random.uniform(),
    keep: async () => undefined, // the group is the drill's, which keeps it
  });
  await standIn(bench, order, (orderId) => print(JSON.stringify({ order_id: orderId })));
  complain("nobody has killed the stand-in");
  return EXIT.unexpected;
}

function addressesOf({ venue }: Configuration): Addresses {
  const addresses = venue === "sim" ? undefined : venueAddresses(venue);
  if (addresses !== undefined) return addresses;
  throw new CommandFailure(`drill --venue ${venue}: name demo, prod or the URL of an exchange`, EXIT.usage);
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
