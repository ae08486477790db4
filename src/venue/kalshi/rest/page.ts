import { z } from "zod";
import type { Page } from "./request.ts";

/** The schema of a page: its items under `field`, and a cursor that is empty on the last page. */
export function pageOf<T>(field: string, item: z.ZodType<T>, cursor = "cursor"): z.ZodType<Page<T>> {
  return z.object({ [field]: z.array(item).nullable(), [cursor]: z.string().nullish() }).transform((page) => ({
    items: (page[field] as readonly T[] | null) ?? [],
    next: (page[cursor] as string | null | undefined) || undefined,
  }));
}
