/** Something that can be shown in several widths, widest first, and is dropped when even the narrowest doesn't fit. */
export interface Fitting {
  readonly widths: readonly number[];
  /** What is least important gives way first. */
  readonly importance: number;
  /** Welcome where there is room, and dropped before anything else is narrowed. */
  readonly isExtra?: boolean;
}

/**
 * Which form of each item is shown so that all fit into `columns`, `gap` apart; undefined: dropped. First extras are dropped,
 * then items narrowed, then dropped, each time the least important first; room that is left goes to the most important.
 * Depends on widths alone, so that columns hold still.
 */
export function chooseForms(items: readonly Fitting[], columns: number, gap: number): readonly (number | undefined)[] {
  const chosen: (number | undefined)[] = items.map(() => 0);
  const byImportance = items.map((item, index) => ({ ...item, index })).sort((a, b) => a.importance - b.importance);
  const fits = () => totalWidth(items, chosen, gap) <= columns;

  for (const { index } of byImportance.filter(({ isExtra }) => isExtra)) {
    if (!fits()) chosen[index] = undefined;
  }
  for (const { index, widths } of byImportance) {
    for (let form = 1; chosen[index] !== undefined && form < widths.length && !fits(); form++) chosen[index] = form;
  }
  for (const { index } of byImportance) {
    if (fits()) break;
    chosen[index] = undefined;
  }
  for (const { index } of byImportance.toReversed()) {
    for (let form = chosen[index]; form !== undefined && form > 0; form--) {
      chosen[index] = form - 1;
      if (fits()) continue;
      chosen[index] = form;
      break;
    }
  }
  return chosen;
}

function totalWidth(items: readonly Fitting[], chosen: readonly (number | undefined)[], gap: number): number {
  const widths = items.flatMap(({ widths }, index) => {
    const form = chosen[index];
    return form === undefined ? [] : [widths[form] ?? 0];
  });
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}
