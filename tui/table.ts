import { chooseForms } from "./choose-forms.ts";
import { beside, type Line, line, sized } from "./line.ts";

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
