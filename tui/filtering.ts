import { arranged } from "./arrangement.ts";
import type { Feed } from "./feed.ts";
import { isLetter, type KeyName } from "./keys.ts";
import { selectedContract } from "./selection.ts";
import type { ViewerState } from "./viewer-state.ts";

/** Longer than any name. */
const FILTER_LIMIT = 40;

/** The filter with a letter more, or, for backspace, one less. A selection that it takes out of sight moves to the first in sight. */
export function filterTyped(state: ViewerState, key: KeyName, { view }: Feed): ViewerState {
  const letters = [...new Intl.Segmenter().segment(state.filter)].map(({ segment }) => segment);
  const filter = isLetter(key) ? `${state.filter}${key}` : letters.slice(0, -1).join("");
  if (letters.length >= FILTER_LIMIT && isLetter(key)) return state;
  const next = { ...state, filter, firstRow: 0, status: null };
  if (view === null || arranged(view, next).length === 0) return next;
  return { ...next, selected: selectedContract(view, next)?.ticker ?? state.selected };
}
