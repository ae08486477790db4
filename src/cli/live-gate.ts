import { steadyClock } from "../ambient/clock.ts";
import { systemFiles } from "../ambient/files.ts";
import { entropy32, Random } from "../ambient/random.ts";
import { systemTimers } from "../ambient/timers.ts";
import type { Configuration } from "../app/config.ts";
import { confirmation } from "../app/readiness/confirmation.ts";
import type { Demands } from "../app/readiness/demands.ts";
import { type Gate, type GateParts, lookAtGate } from "../app/readiness/gate.ts";
import { intentText, intentWord, unspokenLimits } from "../app/readiness/intent.ts";
import { FIRST_SESSION } from "../app/readiness/live-sessions.ts";
import type { Money } from "../market/units.ts";
import type { KalshiKey } from "../venue/kalshi/key.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import type { Ask } from "./terminal-ask.ts";

export interface LiveGateParts {
  readonly demands: Demands;
  /** With the folder of its state. */
  readonly configuration: Configuration;
  readonly restUrl: string;
  readonly key: KalshiKey;
  readonly yesIMeanIt: boolean;
  /** What whoever started this process says of having asked (confirmation.ts), and that process; undefined where nobody says so. */
  readonly confirmed: { readonly as: string; readonly by: number } | undefined;
  /** Asks whoever sits there; undefined where nobody does. */
  readonly ask: Ask | undefined;
  readonly tell: (text: string) => void;
  readonly surroundings?: Pick<GateParts, "files" | "clock" | "timers" | "uniform" | "fetch">;
}

/** What a start that has passed goes by. */
export interface PassedGate extends Gate {
  /** What was meant, whatever the cash is by now. */
  readonly terms: readonly string[];
}

/**
 * Lets a start with real orders pass where all is ready and it is meant; answers what it goes by, undefined where nothing is demanded. Throws
 * CommandFailure that names everything that is missing, with the exit code of the first of it.
 */
export async function passLiveGate(parts: LiveGateParts): Promise<PassedGate | undefined> {
  const { demands, configuration, restUrl, key, confirmed, tell } = parts;
  const { venue } = configuration;
  if (!demands.readiness) return undefined;
  const { state } = configuration;
  if (state === undefined) {
    throw new CommandFailure(`--live at ${venue}: name the folder of what was measured with --state`, EXIT.usage);
  }
  const isToBeMeant = demands.intent && confirmed === undefined;
  if (isToBeMeant) mustBeMeantSomehow(parts);
  const surroundings = parts.surroundings ?? systemSurroundings();
  const gate = await lookAtGate({ ...surroundings, configuration: { ...configuration, state }, restUrl, key });
  if (gate.unmet.length > 0) {
    const lines = gate.unmet.map(({ name, detail, mend }) => `\n  ${name}: ${detail}\n    -> ${mend}`);
    throw new CommandFailure(
      `--live at ${venue}: not ready for real orders (docs/going-live.md; the commands with --venue ${venue} --state ${state})${lines.join("")}`,
      gate.unmet[0]!.exitCode,
    );
  }
  const isSmaller = gate.configuration.profile.orderSize !== configuration.profile.orderSize;
  const textAt = (balance: Money): readonly string[] =>
    intentText({
      configuration: gate.configuration,
      host: gate.evidence.host,
      keyId: key.id,
      event: gate.evidence.rules.event,
      balance,
      sizeNote: isSmaller ? FIRST_SESSION : undefined,
    });
  const terms = textAt(0 as Money);
  if (confirmed !== undefined) {
    mustBeWhatWasConfirmed(terms, confirmed);
    return { ...gate, terms };
  }
  tell(textAt(gate.balance).join("\n"));
  if (isToBeMeant && !parts.yesIMeanIt) await mustBeTyped(configuration, parts.ask);
  return { ...gate, terms };
}

function mustBeWhatWasConfirmed(terms: readonly string[], { as, by }: NonNullable<LiveGateParts["confirmed"]>): void {
  if (as === confirmation(terms, by)) return;
  const mend = "start it again, and it asks for what it would trade now";
  throw new CommandFailure(
    `--confirmed: nobody was asked for this by the process that started it: ${mend}`,
    EXIT.usage,
  );
}

/** Before anything is looked at: whether anybody can mean it, and has said what. */
function mustBeMeantSomehow({ configuration, yesIMeanIt, ask }: LiveGateParts): void {
  const { venue } = configuration;
  if (!yesIMeanIt && ask === undefined) {
    const mend =
      "start it on a terminal and type what it asks for, or add --yes-i-mean-it with every limit spelled out";
    throw new CommandFailure(`--live at ${venue} sends orders with real money: ${mend}`, EXIT.usage);
  }
  if (!yesIMeanIt) return;
  const missing = unspokenLimits(configuration);
  if (missing.length === 0) return;
  const mend = "give each by flag, variable or settings file; defaults and profiles don't count where nobody looks";
  throw new CommandFailure(
    `--yes-i-mean-it: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not said: ${mend}`,
    EXIT.usage,
  );
}

async function mustBeTyped(configuration: Configuration, ask: Ask | undefined): Promise<void> {
  const word = intentWord(configuration);
  if ((await ask?.(`Orders are real from here on. Type "${word}" to begin: `)) === word) return;
  throw new CommandFailure(`nothing was begun: "${word}" was not typed`, EXIT.usage);
}

function systemSurroundings(): NonNullable<LiveGateParts["surroundings"]> {
  const random = Random.seeded(entropy32());
  return { files: systemFiles, clock: steadyClock, timers: systemTimers, uniform: () => random.uniform() };
}
