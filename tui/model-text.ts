import type { ContractView, ModelView, View } from "../src/app/view.ts";
import { fairCell } from "./contract-cells.ts";
import { type Line, line, type Tone } from "./line.ts";
import { count, percent, UNKNOWN } from "./numbers.ts";
import { contractTable } from "./table.ts";
import { folded } from "./text.ts";
import { age } from "./times.ts";
import type { WholeText } from "./whole-text.ts";

/** A calibration is due every minute while trades come: much older, and the fit has stopped or the contract is quiet. */
const OLD_CALIBRATION_MS = 30 * 60_000;
/** Beyond these the predictions' uncertainty is wrong by more than chance explains. */
const TOO_SURE = 2;
const TOO_UNSURE = 0.5;

/** Whose trades a contract's parameters were fitted to. */
export const FIT_SOURCE: Readonly<Record<NonNullable<ModelView["provenance"]>, string>> = {
  em: "own",
  pooled: "others",
  prior: "constants",
};

const EXPLAINED: readonly string[] = [
  "sigma_b: belief volatility, logit per root of an hour; -- while it can't be relied on, and no quote is widened by it",
  "jump: probability that the last trade was a jump",
  "fit: from the contract's own trades, the event's others, or constants; then its age, its trades, and parameters on a bound",
  "z²: mean square of a trade's error in predicted standard deviations; 1 is right, 2 and more is too sure of itself",
  "out: trades outside of the 95% band; error: root mean square in cents of the fair value as a prediction of the next trade, against that of the last trade's price",
];

/** What the fair values come from, and how well they have predicted. */
export function modelText(view: View, columns: number, engineNow: number): WholeText {
  const { contracts } = view;
  const legs = legTable(contracts, columns, engineNow);
  return { ...legs, lines: [...legs.lines, ...boundLines(contracts, columns), [], ...explanation(columns)] };
}

function legTable(contracts: readonly ContractView[], columns: number, engineNow: number): WholeText {
  return contractTable(
    [
      { title: "contract", width: 12, grows: true, importance: 9, draw: (row) => line(row.title || row.label) },
      { title: "fair", width: 8, importance: 5, draw: fairCell },
      { title: "sigma_b", width: 7, align: "right", importance: 8, draw: sigmaCell },
      { title: "jump", width: 4, align: "right", importance: 7, draw: (row) => line(percent(row.jumpProbability)) },
      { title: "fit", width: 9, importance: 4, draw: ({ model }) => sourceCell(model) },
      { title: "age", width: 9, align: "right", importance: 6, draw: ({ model }) => ageCell(model, engineNow) },
      { title: "of", width: 5, align: "right", importance: 1, draw: ({ model }) => line(count(model.orders)) },
      { title: "bounds", width: 6, align: "right", importance: 3, draw: ({ model }) => boundsCell(model) },
      { title: "z²", width: 5, align: "right", importance: 5.5, draw: ({ model }) => squareCell(model) },
      { title: "out", width: 4, align: "right", importance: 2, draw: ({ model }) => outsideCell(model) },
      { title: "error", width: 11, align: "right", importance: 4.5, draw: ({ model }) => errorCell(model) },
    ],
    contracts,
    columns,
  );
}

function boundLines(contracts: readonly ContractView[], columns: number): Line[] {
  const bounded = contracts.filter(({ model }) => model.boundHits.length > 0);
  if (bounded.length === 0) return [];
  return [
    [],
    line("Parameters that the fit has left on a bound", "strong"),
    ...bounded.flatMap(({ title, label, model }) =>
      folded(`${title || label}: ${model.boundHits.join(", ")}`, columns).map((part) => line(part, "warn")),
    ),
  ];
}

function explanation(columns: number): Line[] {
  return EXPLAINED.flatMap((text) => folded(text, columns).map((part) => line(part, "quiet")));
}

function sigmaCell({ sigmaB }: ContractView): Line {
  return line(sigmaB === null ? UNKNOWN : sigmaB.toFixed(3));
}

function sourceCell({ provenance }: ModelView): Line {
  if (provenance === null) return line(UNKNOWN, "quiet");
  return line(FIT_SOURCE[provenance], provenance === "em" ? "plain" : "warn");
}

function ageCell({ calibratedAt }: ModelView, engineNow: number): Line {
  if (calibratedAt === null) return line("never", "warn");
  const old = engineNow - calibratedAt;
  return line(age(old), old > OLD_CALIBRATION_MS ? "warn" : "plain");
}

function boundsCell({ boundHits }: ModelView): Line {
  return line(boundHits.length === 0 ? "0" : String(boundHits.length), boundHits.length === 0 ? "quiet" : "warn");
}

function squareCell({ scores }: ModelView): Line {
  const square = scores?.meanSquareZ ?? null;
  if (square === null) return line(UNKNOWN, "quiet");
  const tone: Tone = square >= TOO_SURE || square <= TOO_UNSURE ? "warn" : "plain";
  return line(square < 99.5 ? square.toFixed(2) : "99+", tone);
}

function outsideCell({ scores }: ModelView): Line {
  return line(percent(scores?.outsideShare ?? null));
}

/** "1.21/1.44": ours and the last trade's. */
function errorCell({ scores }: ModelView): Line {
  const ours = scores?.fairErrorCents ?? null;
  const theirs = scores?.lastTradeErrorCents ?? null;
  if (ours === null || theirs === null) return line(UNKNOWN, "quiet");
  return line(`${ours.toFixed(2)}/${theirs.toFixed(2)}`, ours > theirs ? "warn" : "plain");
}
