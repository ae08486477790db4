import type { Time } from "../../market/units.ts";
import { type AccountAtStart, fillsFrom, readAccountAtStart, withPayments } from "./account-at-start.ts";
import type { AccountState } from "./account-reading.ts";
import { anotherBegan, anotherHasBegun, groupsNow, placedBehind } from "./beginning-together.ts";
import { fenceOff, triggerGroup } from "./fence.ts";
import type { Notify } from "./notice.ts";
import { OpenError } from "./open-error.ts";
import type { EpochGroup } from "./order-group.ts";
import type { Past } from "./past.ts";
import { readRecentOrders, signOfLife } from "./signs-of-life.ts";
import { readSettledAccount, type StartReadingParts, untilListed } from "./start-reading.ts";

export interface TakeAccountParts extends StartReadingParts {
  readonly group: EpochGroup;
  readonly past: Past;
  /** Begin although another engine seems to be alive: it ends by that. */
  readonly takeover: boolean;
  readonly notify: Notify;
}

/** The account, ours to trade. */
export interface TakenAccount {
  readonly state: AccountState;
  readonly atStart: AccountAtStart;
  /** When whatever traded before was fenced off. */
  readonly fencedAt: Time;
}

/**
 * Makes sure that nobody else of this program trades the account (SAFETY.md, Start): signs of life, in lists that are as new as this start; the fence; the
 * account as it is behind it; and once more, as the last thing, whether another has begun meanwhile. Throws OpenError: 7 for another engine, 5 when the
 * exchange's readings stand still or never agree.
 */
export async function takeAccount(parts: TakeAccountParts): Promise<TakenAccount> {
  const { client, clock, place, group, past } = parts;
  await untilListed(parts, clock.now());
  const recent = await readRecentOrders(client, place, clock.now());
  holdBack(parts, signOfLife(recent, past.epochs, clock.now()));
  const groupsBefore = await groupsNow(client, place);
  const fence = await fenceOff(parts, past, recent, groupsBefore);
  const from = fillsFrom(past, clock.now());
  const settled = await withPayments(parts, fence.until, (since) =>
    readSettledAccount(parts, since, from, (ours) => standBack(placedBehind(ours, fence.at, past.epochs))),
  );
  const atStart = await readAccountAtStart(parts, settled, past, from);
  const trigger = (id: string): Promise<boolean> => triggerGroup(parts, id);
  const beginning = {
    client,
    clock,
    place,
    fencedAt: fence.at,
    dead: past.epochs,
    groupsBefore,
    ownGroup: group,
    trigger,
  };
  let seenWith: string | undefined;
  do {
    seenWith = group.id; // one that could not be made at first may come while we look
    standBack(await anotherBegan(beginning));
  } while (group.id !== seenWith);
  group.begun(() => anotherHasBegun(beginning));
  return { state: settled.state, atStart, fencedAt: fence.at };
}

/** Another engine that seems to be alive keeps us out, unless we are to take the account over. */
function holdBack({ takeover, notify }: TakeAccountParts, sign: string | undefined): void {
  if (sign === undefined) return;
  if (takeover) {
    notify("warning", "takeover", `taking the account over from another engine: ${sign}`);
    return;
  }
  const mend =
    "end it, or start with --takeover, by which it ends; where it has ended already, start again in a minute";
  throw new OpenError(`another engine trades on this account: ${sign}; ${mend}`, 7);
}

/** Another engine that has begun at the same time. To take the account over from it, it has to be there first. */
function standBack(sign: string | undefined): void {
  if (sign === undefined) return;
  throw new OpenError(
    `another engine begins to trade on this account: ${sign}; end one of them, then start again in a minute`,
    7,
  );
}
