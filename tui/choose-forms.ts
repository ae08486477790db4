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
  let used = -gap; // as if there were one before the first
  for (const { widths } of items) used += (widths[0] ?? 0) + gap;
  if (used <= columns) return chosen; // as it is nearly always

  const byImportance = items.map((item, index) => ({ ...item, index })).sort((a, b) => a.importance - b.importance);
  const choose = (index: number, widths: readonly number[], form: number | undefined) => {
    const before = chosen[index];
    if (before !== undefined) used -= (widths[before] ?? 0) + gap;
    if (form !== undefined) used += (widths[form] ?? 0) + gap;
    chosen[index] = form;
  };
  const fits = () => used <= columns;

  for (const { index, widths, isExtra } of byImportance) {
    if (isExtra && !fits()) choose(index, widths, undefined);
  }
  for (const { index, widths } of byImportance) {
    for (let form = 1; chosen[index] !== undefined && form < widths.length && !fits(); form++)
      choose(index, widths, form);
  }
  for (const { index, widths } of byImportance) {
    if (fits()) break;
    choose(index, widths, undefined);
  }
  for (const { index, widths } of byImportance.toReversed()) {
    for (let form = chosen[index]; form !== undefined && form > 0; form--) {
      choose(index, widths, form - 1);
      if (fits()) continue;
      choose(index, widths, form);
      break;
    }
  }
  return chosen;
}
