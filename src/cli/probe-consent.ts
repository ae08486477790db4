import { CommandFailure, EXIT } from "./exit-code.ts";

/** What has to be typed. */
export const WORD = "probe";

export interface ConsentParts {
  readonly venue: string;
  readonly isPlayMoney: boolean;
  readonly yesIMeanIt: boolean;
  /** Asks whoever sits there; undefined where nobody does. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** What is asked for; a probe when left out. */
  readonly deed?: { readonly what: string; readonly word: string; readonly mend: string };
}

/** Real money is risked only by who has said so, by flag or by typed word; play money by anybody. Throws CommandFailure (exit 2). */
export async function demandConsent({ venue, isPlayMoney, yesIMeanIt, ask, deed }: ConsentParts): Promise<void> {
  if (isPlayMoney || yesIMeanIt) return;
  const { what, word, mend } = deed ?? probing(venue);
  if ((await ask?.(`${what}.\nType ${word} to go on: `))?.trim() === word) return;
  throw new CommandFailure(`${what}; ${mend}`, EXIT.usage);
}

function probing(venue: string): NonNullable<ConsentParts["deed"]> {
  const what =
    `--probe at ${venue} places orders with real money: far from the market, and it may buy one contract for at most 10c. Where no other order rests ` +
    "on the account, it cancels everything once (V-4), which takes off what anybody places in the minute after";
  return { what, word: WORD, mend: "add --yes-i-mean-it, or measure on --venue demo" };
}
