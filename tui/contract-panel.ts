import type { ContractView, QuoteView, SideView } from "../src/app/view.ts";
import * as cells from "./contract-cells.ts";
import type { ContractContext } from "./contract-row.ts";
import { fitFields } from "./fields.ts";
import { ladder } from "./ladder.ts";
import { type Line, line, lineWidth, type Tone } from "./line.ts";
import { cents, count, percent, signedUsd } from "./numbers.ts";
import { PANEL_FRAME, panel } from "./panel.ts";
import { EFFECT_WORD, ending, statePhrase } from "./reason-phrase.ts";
import { shorten } from "./text.ts";
import { age } from "./times.ts";

/** The narrowest and the lowest panel that shows all of the essentials, and the height that holds everything. */
export const PANEL_MIN_COLUMNS = 56;
export const PANEL_MIN_ROWS = 7;
export const PANEL_MAX_ROWS = 12;

/** A contract in a box of `columns` x `rows`; the more rows, the more of it. */
export function contractPanel(contract: ContractView, columns: number, rows: number, context: ContractContext): Line[] {
  const width = columns - PANEL_FRAME;
  const nameTone: Tone = context.isSelected ? "strong" : "plain";
  const name = line(`${context.isSelected ? "▶ " : ""}${contract.title || contract.label}`, nameTone);
  return panel(
    name,
    line(contract.label, "quiet"),
    panelLines(contract, width, context),
    columns,
    rows,
    context.isSelected,
  );
}

/** Most needed first: what doesn't fit is lost at the end. */
function panelLines(contract: ContractView, width: number, context: ContractContext): Line[] {
  return [
    statePhrase(contract, context.engineNow, context.past, width),
    pricesLine(contract, width),
    ladder(contract, width),
    metersLine(contract, width),
    riskLine(contract, width),
    [...line("bid ", "bid"), ...sideLine(contract.bid, width - 4)],
    [...line("ask ", "ask"), ...sideLine(contract.ask, width - 4)],
    beliefLine(contract, width, context.engineNow),
    ...contract.reasons.slice(1).map((reason) => {
      const end = ending(reason, context.engineNow, context.past);
      return line(
        shorten(
          `${context.past ? "was also" : "also"} ${EFFECT_WORD[reason.effect]}: ${reason.text}${end === "" ? "" : `, ${end}`}`,
          width,
        ),
      );
    }),
  ];
}

function pricesLine(contract: ContractView, width: number): Line {
  return fitFields(
    [
      { importance: 4, forms: [cells.labelled("fair", cells.fairCell(contract))] },
      { importance: 2, forms: [cells.labelled("mkt", cells.marketCell(contract))] },
      { importance: 3, forms: [cells.labelled("us", cells.oursCell(contract))] },
      { importance: 1, forms: [cells.labelled("skew", cells.skewCell(contract))] },
    ],
    width,
    1,
  );
}

function metersLine(contract: ContractView, width: number): Line {
  const room = width - 2 - cells.Z - 1 - 2 - 4 - cells.INVENTORY - 1; // what the labels and figures leave to the two meters
  const bar = Math.floor(room * 0.6);
  const barCells = bar % 2 === 1 ? bar : bar - 1; // it has a middle
  return [
    ...cells.labelled("z", cells.zCell(contract)),
    ...line(" "),
    ...cells.zMeterCell(contract, room - barCells),
    ...line("  "),
    ...cells.labelled("inv", cells.inventoryCell(contract)),
    ...line(" "),
    ...cells.inventoryBarCell(contract, barCells),
  ];
}

function riskLine(contract: ContractView, width: number): Line {
  return fitFields(
    [
      {
        importance: 3,
        forms: [
          cells.labelled("risk", cells.riskCell(contract, 8)),
          cells.labelled("risk", cells.riskCell(contract, 4)),
        ],
      },
      { importance: 2, forms: [cells.labelled("net", line(signedUsd(contract.netUsd).padStart(8)))] },
      { importance: 1, forms: [cells.labelled("fills", line(count(contract.fills).padStart(4)))] },
      { importance: 0, forms: [cells.labelled("half-spread", line(cents(contract.halfSpreadCents).padStart(4)))] },
    ],
    width,
  );
}

/** "want 44 x 1   have 44 x 1 resting" and, as far as there is room, why it isn't more. */
export function sideLine(side: SideView, width: number): Line {
  const want = side.desired === null ? "none" : `${cents(side.desired.priceCents)} x ${side.desired.contracts}`;
  const have = side.working.length === 0 ? "none" : side.working.map(working).join(", ");
  const unsure = side.working.some(({ state }) => state === "unknown");
  const quotes = fitFields(
    [
      { importance: 1, forms: [cells.labelled("want", line(want.padEnd(8))), line(want)] },
      { importance: 2, forms: [cells.labelled("have", line(have, unsure ? "alarm" : "plain")), line(have)] },
    ],
    width,
  );
  if (side.reason === null) return quotes;
  const why = shorten(`  ${EFFECT_WORD[side.reason.effect]}: ${side.reason.text}`, width - lineWidth(quotes));
  return [...quotes, ...line(why, "quiet")];
}

function working({ priceCents, contracts, state }: QuoteView): string {
  return `${cents(priceCents)} x ${contracts} ${state}`;
}

function beliefLine(contract: ContractView, width: number, engineNow: number): Line {
  const { lastTradeCents, lastTradeAt, sigmaB, jumpProbability } = contract;
  const last = `${cents(lastTradeCents)}${lastTradeAt === null ? "" : `, ${age(engineNow - lastTradeAt)} ago`}`;
  return fitFields(
    [
      { importance: 3, forms: [cells.labelled("last", line(last))] },
      { importance: 2, forms: [cells.labelled("sigma_b", line(sigmaB === null ? "--" : sigmaB.toFixed(3)))] },
      { importance: 1, forms: [cells.labelled("jump", line(percent(jumpProbability).padStart(4)))] },
    ],
    width,
  );
}
