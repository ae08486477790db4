import type { ContractView } from "../src/app/view.ts";
import { chooseForms, type Fitting } from "./choose-forms.ts";
import * as cells from "./contract-cells.ts";
import { ladder } from "./ladder.ts";
import { beside, type Line, line, sized } from "./line.ts";
import { shortCents } from "./numbers.ts";
import { statePhrase } from "./reason-phrase.ts";
import { padLeft } from "./text.ts";

/** What every drawing of a contract needs besides the contract. */
export interface ContractContext {
  readonly engineNow: number;
  /** The picture is old: nothing in it is shown as current. */
  readonly past: boolean;
  readonly isSelected: boolean;
}

interface Column extends Fitting {
  readonly draw: (contract: ContractView, form: number) => Line;
}

const MARK = 1; // "▶" beside the selected contract
const GAP = 1;
const NAME_MAX = 24;
const Z_METER = 10;
const RISK_METER = 4;
const INVENTORY_BAR = 15;
const NAME = [11, 8] as const;
const REASON = 20; // the least that still says something

const UPPER: readonly Column[] = [
  {
    importance: 5,
    widths: [5 + cells.FAIR, cells.FAIR],
    draw: (contract, form) =>
      form === 0 ? cells.labelled("fair", cells.fairCell(contract)) : cells.fairCell(contract),
  },
  {
    importance: 3,
    widths: [4 + cells.MARKET, cells.MARKET],
    draw: (contract, form) =>
      form === 0 ? cells.labelled("mkt", cells.marketCell(contract)) : cells.marketCell(contract),
  },
  {
    importance: 4,
    widths: [3 + cells.OURS, cells.OURS],
    draw: (contract, form) => (form === 0 ? cells.labelled("us", cells.oursCell(contract)) : cells.oursCell(contract)),
  },
  {
    importance: 1,
    widths: [4 + cells.SKEW, cells.SKEW],
    draw: (contract, form) => [...line(form === 0 ? "skew" : "", "quiet"), ...cells.skewCell(contract)],
  },
  {
    importance: 2,
    widths: [5 + RISK_METER + 1 + cells.PERCENT, RISK_METER + 1 + cells.PERCENT, cells.PERCENT],
    draw: (contract, form) =>
      form === 0
        ? cells.labelled("risk", cells.riskCell(contract, RISK_METER))
        : cells.riskCell(contract, form === 1 ? RISK_METER : 0),
  },
];

const EXTRA: readonly Column[] = [
  {
    importance: 0,
    isExtra: true,
    widths: [4 + cells.NET],
    draw: (contract) => cells.labelled("net", cells.netCell(contract)),
  },
  {
    importance: -1,
    isExtra: true,
    widths: [5 + cells.PRICE],
    draw: (contract) => cells.labelled("last", line(padLeft(shortCents(contract.lastTradeCents), cells.PRICE))),
  },
];

const LOWER: readonly Column[] = [
  {
    importance: 2,
    widths: [2 + cells.Z + 1 + Z_METER, 2 + cells.Z, cells.Z],
    draw: (contract, form) => {
      if (form === 2) return cells.zCell(contract);
      const figure = cells.labelled("z", cells.zCell(contract));
      return form === 1 ? figure : [...figure, ...line(" "), ...cells.zMeterCell(contract, Z_METER)];
    },
  },
  {
    importance: 1,
    widths: [4 + cells.INVENTORY + 1 + INVENTORY_BAR, 4 + cells.INVENTORY, cells.INVENTORY],
    draw: (contract, form) => {
      if (form === 2) return cells.inventoryCell(contract);
      const figure = cells.labelled("inv", cells.inventoryCell(contract));
      return form === 1 ? figure : [...figure, ...line(" "), ...cells.inventoryBarCell(contract, INVENTORY_BAR)];
    },
  },
];

/**
 * A contract on `lines` lines (2 or 3) of `columns` columns: name, fair value, market, our quotes, skew and risk; below, state
 * with its reason, z and inventory; then the price ladder. The same fields in the same columns for every contract.
 */
export function contractRow(contract: ContractView, columns: number, lines: number, context: ContractContext): Line[] {
  const rows = [upperLine(contract, columns, context), lowerLine(contract, columns, context)];
  if (lines > 2) rows.push([...line(" "), ...ladder(contract, columns - MARK)]);
  return rows.slice(0, lines).map((row) => sized(row, columns));
}

function upperLine(contract: ContractView, columns: number, { isSelected }: ContractContext): Line {
  const name: Fitting = { importance: 6, widths: NAME };
  const upper = [...UPPER, ...EXTRA];
  const chosen = chooseForms([name, ...upper], columns - MARK, GAP);
  const shown = drawn(upper, chosen.slice(1), contract);
  const room = columns - MARK - shown.width - GAP;
  const mark = line(isSelected ? "▶" : " ", "strong");
  return [
    ...mark,
    ...cells.nameCell(contract, Math.max(0, Math.min(room, NAME_MAX)), isSelected ? "strong" : "plain"),
    ...line(" ".repeat(GAP)),
    ...shown.line,
  ];
}

function lowerLine(contract: ContractView, columns: number, { engineNow, past }: ContractContext): Line {
  const reason: Fitting = { importance: 3, widths: [REASON] };
  const chosen = chooseForms([reason, ...LOWER], columns - MARK, GAP);
  const shown = drawn(LOWER, chosen.slice(1), contract);
  const room = Math.max(0, columns - MARK - (shown.width > 0 ? shown.width + GAP : 0));
  return [
    ...line(" ".repeat(MARK)),
    ...sized(statePhrase(contract, engineNow, past, room), room),
    ...line(shown.width > 0 ? " ".repeat(GAP) : ""),
    ...shown.line,
  ];
}

function drawn(
  columns: readonly Column[],
  chosen: readonly (number | undefined)[],
  contract: ContractView,
): { readonly line: Line; readonly width: number } {
  const parts = columns.flatMap(({ widths, draw }, index) => {
    const form = chosen[index];
    const width = form === undefined ? undefined : widths[form];
    return form === undefined || width === undefined ? [] : [{ width, line: sized(draw(contract, form), width) }];
  });
  return {
    line: beside(
      parts.map((part) => part.line),
      GAP,
    ),
    width: parts.reduce((sum, part) => sum + part.width, 0) + GAP * Math.max(0, parts.length - 1),
  };
}
