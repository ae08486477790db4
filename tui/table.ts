import type { ContractView } from "../src/app/view.ts";
import { chooseForms } from "./choose-forms.ts";
import { beside, type Line, line, sized } from "./line.ts";
import type { WholeText } from "./whole-text.ts";

/** A column of a table whose rows are `Row`s. The width is fixed, but for the one that grows into what is left. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly width: number;
  readonly align?: "left" | "right";
  readonly importance: number;
  readonly grows?: boolean;
  readonly draw: (row: Row) => Line;
}

const GAP = 2;
const HEADING_LINES = 1;

/** A table of contracts, as a text that knows their lines. */
export function contractTable(
  tableColumns: readonly TableColumn<ContractView>[],
  contracts: readonly ContractView[],
  columns: number,
): WholeText {
  return { lines: table(tableColumns, contracts, columns), firstContract: HEADING_LINES };
}

/** A heading and a line for each row; columns that don't fit into `columns` are left out, least important first. */
export function table<Row>(tableColumns: readonly TableColumn<Row>[], rows: readonly Row[], columns: number): Line[] {
  const chosen = chooseForms(
    tableColumns.map(({ width, importance }) => ({ importance, widths: [width] })),
    columns,
    GAP,
  );
  const shown = tableColumns.filter((_, index) => chosen[index] !== undefined);
  const used = shown.reduce((sum, { width }) => sum + width, 0) + GAP * Math.max(0, shown.length - 1);
  const widthOf = ({ width, grows }: TableColumn<Row>) => (grows ? width + Math.max(0, columns - used) : width);
  const across = (cellOf: (column: TableColumn<Row>) => Line) =>
    beside(
      shown.map((column) => sized(cellOf(column), widthOf(column), column.align)),
      GAP,
    );
  return [across(({ title }) => line(title, "quiet")), ...rows.map((row) => across(({ draw }) => draw(row)))];
}
