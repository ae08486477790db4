import type { Random } from "../../ambient/random.ts";
import { toContracts, toDollars } from "../../market/units.ts";
import type { ConfigurationOutcome } from "../outcome.ts";
import { differenceIntervals95 } from "./bootstrap.ts";
import type { DifferenceDocument } from "./document-shape.ts";
import { added, eventTotal, inOrderOfEnding } from "./event-total.ts";
import { centsPerContract } from "./statistics.ts";

/** What every other profile brought less what one did, model by model and fill model by fill model. */
export function differences(
  plain: readonly ConfigurationOutcome[],
  against: string,
  random: Random,
): readonly DifferenceDocument[] {
  const totalsOf = ({ events }: ConfigurationOutcome) => inOrderOfEnding(events).map(eventTotal);
  const references = plain.filter(({ profile }) => profile.name === against);
  return references.flatMap((reference) => {
    const first = totalsOf(reference);
    const same = ({ profile, model, fillModel }: ConfigurationOutcome) =>
      profile.name !== against && model === reference.model && fillModel === reference.fillModel;
    return plain.filter(same).map((outcome): DifferenceDocument => {
      const second = totalsOf(outcome);
      const [one, other] = [first, second].map((totals) => ({
        cents: centsPerContract(totals),
        net: toDollars(added(totals, ({ net }) => net)),
        contracts: toContracts(added(totals, ({ contracts }) => contracts)),
      }));
      const intervals = differenceIntervals95(first, second, random.fork(reference.fillModel));
      const bothFilled = one!.cents !== undefined && other!.cents !== undefined;
      return {
        profile: outcome.profile.name,
        against,
        model: outcome.model,
        fill_model: outcome.fillModel,
        cents_per_contract: bothFilled ? other!.cents! - one!.cents! : null,
        interval_95: (bothFilled ? intervals.centsPerContract : undefined) ?? null,
        net_usd: other!.net - one!.net,
        net_interval_95: intervals.netUsd ?? null,
        contracts_ratio: one!.contracts > 0 ? other!.contracts / one!.contracts : null,
      };
    });
  });
}
