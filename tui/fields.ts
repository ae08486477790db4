import { chooseForms } from "./choose-forms.ts";
import { beside, type Line, lineWidth } from "./line.ts";

/** A piece of a line whose text is at hand, in one or more forms, longest first. */
export interface Field {
  readonly importance: number;
  readonly forms: readonly Line[];
  readonly isExtra?: boolean;
}

const USUAL_GAP = 2;

/** As much of `fields` as fits into `columns`, in their order, `gap` spaces apart. */
export function fitFields(fields: readonly Field[], columns: number, gap = USUAL_GAP): Line {
  const present = fields.filter(({ forms }) => (forms[0]?.length ?? 0) > 0);
  const chosen = chooseForms(
    present.map(({ importance, forms, isExtra = false }) => ({ importance, isExtra, widths: forms.map(lineWidth) })),
    columns,
    gap,
  );
  return beside(
    present.map(({ forms }, index) => {
      const form = chosen[index];
      return (form === undefined ? undefined : forms[form]) ?? [];
    }),
    gap,
  );
}
