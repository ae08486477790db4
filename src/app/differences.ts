import type { Desk } from "../engine/desk.ts";
import { toContracts } from "../market/units.ts";
import type { DifferenceView } from "./view.ts";

/**
 * What the exchange shows that isn't ours and nobody has adopted: both numbers of each, one line each. While there is any of it, the legs it is about
 * aren't quoted, or none is.
 */
export function differencesOf(desk: Desk): readonly DifferenceView[] {
  const { account, doubt, foreign, legs, tenancy } = desk;
  const ofAll = [
    ...tenancy.unexplained,
    ...doubt.differences.split("; ").filter(Boolean),
    ...(foreign.orderReason === undefined ? [] : [foreign.orderReason]),
    ...(doubt.cash === undefined ? [] : [doubt.cash]),
  ];
  const ofLegs = [...legs.keys()].flatMap((ticker) => {
    const text = foreign.positionReason(ticker, account.foreign(ticker), account.position(ticker));
    if (text === undefined) return [];
    const [theirs, all] = [toContracts(account.foreign(ticker)), toContracts(account.position(ticker))];
    return [{ ticker, text: `${ticker}: ${all} held, of which ${all - theirs} ours and ${theirs} another hand's` }];
  });
  return [...ofAll.map((text) => ({ ticker: null, text })), ...ofLegs];
}
