import { beside, type Line, line, lineWidth, sized } from "./line.ts";

/** The two columns of border and the two of padding that a panel takes from its contents. */
export const PANEL_FRAME = 4;

const THIN = { corners: ["╭", "╮", "╰", "╯"], across: "─", down: "│" } as const;
const THICK = { corners: ["┏", "┓", "┗", "┛"], across: "━", down: "┃" } as const;

/**
 * A bordered box of exactly `columns` x `rows` (at least 8 x 2) with its titles in the upper border. The selected one has a
 * thick border. Contents are cut or filled.
 */
export function panel(
  title: Line,
  rightTitle: Line,
  content: readonly Line[],
  columns: number,
  rows: number,
  isSelected: boolean,
): Line[] {
  const { corners, across, down } = isSelected ? THICK : THIN;
  const tone = isSelected ? "strong" : "quiet";
  const [topLeft, topRight, bottomLeft, bottomRight] = corners;
  const inner = columns - 2;

  const right = lineWidth(title) + lineWidth(rightTitle) + 6 <= inner ? rightTitle : [];
  const left = sized(title, Math.min(lineWidth(title), Math.max(0, inner - 4)));
  const used = lineWidth(left) + 3 + (right.length > 0 ? lineWidth(right) + 3 : 0);
  const top = [
    ...line(topLeft + across, tone),
    ...line(" "),
    ...left,
    ...line(" "),
    ...line(across.repeat(Math.max(0, inner - used)), tone),
    ...(right.length > 0 ? [...line(" "), ...right, ...line(" "), ...line(across, tone)] : []),
    ...line(topRight, tone),
  ];
  const edge = line(down, tone);
  const body = Array.from({ length: Math.max(0, rows - 2) }, (_, index) => [
    ...edge,
    ...line(" "),
    ...sized(content[index] ?? [], columns - PANEL_FRAME),
    ...line(" "),
    ...edge,
  ]);
  return [top, ...body, line(bottomLeft + across.repeat(inner) + bottomRight, tone)];
}

/** Blocks of equal height side by side, `gap` columns apart. */
export function blocksBeside(blocks: readonly (readonly Line[])[], gap: number): Line[] {
  const rows = Math.max(0, ...blocks.map((block) => block.length));
  return Array.from({ length: rows }, (_, row) =>
    beside(
      blocks.map((block) => block[row] ?? []),
      gap,
    ),
  );
}
