import { CommandFailure, EXIT } from "./exit-code.ts";

/** What has to be typed. */
export const WORD = "probe";

export interface ConsentParts {
  readonly venue: string;
  readonly isPlayMoney: boolean;
  readonly yesIMeanIt: boolean;
  /** Asks whoever sits there; undefined where nobody does. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/** Real money is risked only by who has said so, by flag or by typed word; play money by anybody. Throws CommandFailure (exit 2). */
export async function demandConsent({ venue, isPlayMoney, yesIMeanIt, ask }: ConsentParts): Promise<void> {
  if (isPlayMoney || yesIMeanIt) return;
  const what =
    `--probe at ${venue} places orders with real money: far from the market, and it may buy one contract for at most 10c. Where no other order rests ` +
    "on the account, it cancels everything once (V-4), which takes off what anybody places in the minute after";
  if ((await ask?.(`${what}.\nType ${WORD} to go on: `))?.trim() === WORD) return;
  throw new CommandFailure(`${what}; add --yes-i-mean-it, or measure on --venue demo`, EXIT.usage);
}
