import type { ContractView, ModelView, ReasonView } from "../src/app/view.ts";
import * as cells from "./contract-cells.ts";
import { sideLine } from "./contract-panel.ts";
import { LADDER_LEGEND, ladder } from "./ladder.ts";
import { type Line, line, lineWidth } from "./line.ts";
import { FIT_SOURCE } from "./model-text.ts";
import {
  cents,
  count,
  deviation,
  fairCents,
  percent,
  position,
  signedFine,
  signedTenth,
  signedUsd,
} from "./numbers.ts";
import { EFFECT_WORD, ending, statePhrase } from "./reason-phrase.ts";
import { padRight } from "./text.ts";
import { age } from "./times.ts";

const LABEL = 11;
const METER_MAX = 61;

/** Everything a view knows of one contract, as lines of at most `columns` columns. */
export function contractDetail(
  contract: ContractView,
  columns: number,
  { engineNow, past }: { readonly engineNow: number; readonly past: boolean },
): Line[] {
  const room = columns - LABEL;
  return [
    [...line(contract.title || contract.label, "strong"), ...line(`  ${contract.ticker}`, "quiet")],
    row("state", statePhrase({ ...contract, reasons: contract.reasons.slice(0, 1) }, engineNow, past, room)),
    line(reasonsTitle(contract, past), contract.reasons.length > 0 ? "strong" : "quiet"),
    ...contract.reasons.map((reason) => reasonLine(reason, engineNow, past)),
    row("fair", line(fairLine(contract))),
    row("market", line(marketLine(contract, engineNow))),
    row("prices", ladder(contract, Math.min(room, METER_MAX + 20))),
    row("", line(LADDER_LEGEND, "quiet")),
    row("bid", sideLine(contract.bid, room)),
    row("ask", sideLine(contract.ask, room)),
    row("spread", line(`half-spread ${cents(contract.halfSpreadCents)}c, skew ${signedTenth(contract.skewCents)}c`)),
    row(
      "z",
      metered(signedFine(contract.z), (width) => cells.zMeterCell(contract, width), room),
    ),
    row("", line(`widens at ${contract.zWiden}, pulls at ${contract.zPull}`, "quiet")),
    row(
      "inventory",
      metered(position(contract.inventory), (width) => cells.inventoryBarCell(contract, odd(width)), room),
    ),
    row("", line(`growing side stops beyond ${contract.inventoryPull}, limit ${contract.inventoryLimit}`, "quiet")),
    ...settingRows(contract),
    row(
      "risk",
      metered("", (width) => cells.riskCell(contract, width - cells.PERCENT - 1), room),
    ),
    row("", line("worst loss if all that is live fills, of the event's limit", "quiet")),
    row(
      "done",
      line(`${count(contract.fills)} ${contract.fills === 1 ? "fill" : "fills"}, net ${signedUsd(contract.netUsd)}`),
    ),
    row("model", line(modelWords(contract.model, engineNow))),
  ];
}

/** What an operator has changed beside the profile: each value in a row of its own, so that none is cut off. */
function settingRows({ settings }: ContractView): Line[] {
  return settings.map(({ name, value }, index) => row(index === 0 ? "set" : "", line(`${name} = ${value}`, "warn")));
}

function row(label: string, content: Line): Line {
  return [...line(padRight(label, LABEL), "quiet"), ...content];
}

function fairLine({ fairCents: fair, sdCents, sigmaB, jumpProbability }: ContractView): string {
  const belief = `sigma_b ${sigmaB === null ? "--" : sigmaB.toFixed(3)}, jump ${percent(jumpProbability)}`;
  return `${fairCents(fair)}${deviation(sdCents)}c, ${belief}`;
}

function marketLine(
  { othersBidCents, othersAskCents, lastTradeCents, lastTradeAt }: ContractView,
  engineNow: number,
): string {
  const last =
    lastTradeAt === null ? "no trade yet" : `last trade ${cents(lastTradeCents)}c, ${age(engineNow - lastTradeAt)} ago`;
  return `bid ${cents(othersBidCents)}, ask ${cents(othersAskCents)} (without ours), ${last}`;
}

function modelWords({ provenance, calibratedAt, boundHits, scores }: ModelView, engineNow: number): string {
  const fitted = calibratedAt === null ? "never fitted" : `fitted ${age(engineNow - calibratedAt)} ago`;
  const source = provenance === null || provenance === "em" ? "" : ` to ${FIT_SOURCE[provenance]}`;
  const bounds = boundHits.length === 0 ? "" : `, on a bound: ${boundHits.join(", ")}`;
  const square = scores?.meanSquareZ ?? null;
  return `${fitted}${source}${square === null ? "" : `, z² ${square.toFixed(2)}`}${bounds}`;
}

function metered(figure: string, meter: (width: number) => Line, room: number): Line {
  const head = figure === "" ? [] : line(`${figure.padStart(6)} `, "strong");
  return [...head, ...meter(Math.min(METER_MAX, Math.max(9, room - lineWidth(head))))];
}

function odd(width: number): number {
  return width % 2 === 1 ? width : width - 1;
}

function reasonsTitle({ reasons }: ContractView, past: boolean): string {
  if (reasons.length === 0) return past ? "There was no reason to hold back." : "No reason to hold back.";
  return past ? "Reasons then, strongest first" : "Reasons, strongest first";
}

function reasonLine(reason: ReasonView, engineNow: number, past: boolean): Line {
  const end = ending(reason, engineNow, past);
  return [
    ...line(` ${EFFECT_WORD[reason.effect].padEnd(9)}`, reason.effect === "widen" ? "warn" : "alarm"),
    ...line(` ${reason.text}`),
    ...line(end === "" ? "" : `, ${end}`, "strong"),
    ...line(`  (${reason.code})`, "quiet"),
  ];
}
