import type { TruthView, View } from "../src/app/view.ts";
import { budgetField } from "./budget-text.ts";
import { labelled } from "./contract-cells.ts";
import { dataAge, engineNow, type Feed } from "./feed.ts";
import { type Field, fitFields } from "./fields.ts";
import { type Line, line } from "./line.ts";
import { count } from "./numbers.ts";
import { shorten } from "./text.ts";
import { age } from "./times.ts";

const OLD_DATA_MS = 3_000; // of the engine's time

/** Whether what is shown is true: age of the data, last reconciliation, token budget, round trip, version. */
export function truthLine(view: View, feed: Feed, columns: number): Line {
  const { reconciled, tokens, roundTripMs, inputs } = view.truth;
  const old = dataAge(view, feed);
  const tooOld = view.speed === "max" ? Number.POSITIVE_INFINITY : OLD_DATA_MS * Math.max(1, view.speed ?? 1);
  const data = line(age(old).padStart(4), old > tooOld ? "alarm" : "plain");
  return fitFields(
    [
      { importance: 6, forms: [labelled("data", [...data, ...line(" old")]), labelled("data", data)] },
      reconciliation(reconciled, engineNow(view, feed)),
      { importance: 4, ...budgetField(tokens, engineNow(view, feed)) },
      {
        importance: 3,
        forms: [
          labelled("round trip", line(`${roundTripMs === null ? "--" : Math.round(roundTripMs)} ms`.padStart(6))),
          labelled("trip", line(`${roundTripMs === null ? "--" : Math.round(roundTripMs)} ms`.padStart(6))),
        ],
      },
      ...blindField(view.sources),
      { importance: 1, isExtra: true, forms: [line(`${count(inputs)} inputs`, "quiet")] },
      { importance: 2, forms: [line(view.program, "quiet"), line(nameAndVersion(view.program), "quiet")] },
    ],
    columns,
  );
}

/** Sources of signals that learn nothing now; the event view says why. */
function blindField(sources: View["sources"]): readonly Field[] {
  const blind = sources.filter(({ state }) => state === "blind").map(({ source }) => source);
  if (blind.length === 0) return [];
  return [{ importance: 3, forms: [line(`BLIND: ${blind.join(", ")}`, "warn"), line("BLIND", "warn")] }];
}

/** "tauroi 0.1.0" of "tauroi 0.1.0 (commit and more)" */
function nameAndVersion(program: string): string {
  return program.split(" ").slice(0, 2).join(" ");
}

function reconciliation(reconciled: TruthView["reconciled"], now: number): Field {
  if (reconciled === null)
    return { importance: 5, forms: [line("not reconciled yet", "warn"), line("unreconciled", "warn")] };
  const ago = age(now - reconciled.at).padStart(4);
  if (!reconciled.ok) {
    return {
      importance: 5,
      forms: [line(shorten(`DRIFT ${ago} ago: ${reconciled.detail}`, 40), "alarm"), line(`DRIFT ${ago} ago`, "alarm")],
    };
  }
  return {
    importance: 5,
    forms: [labelled("reconciled", line(`ok ${ago} ago`)), labelled("recon", line(`ok ${ago}`))],
  };
}
