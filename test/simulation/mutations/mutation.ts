/** One place of the source, and what a mutation makes of it. */
export interface Edit {
  /** From the repository's root. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly search: string;
  readonly replace: string;
}

/** A bug that the simulation must find. */
export interface Mutation {
  readonly name: string;
  /** What it breaks. */
  readonly breaks: string;
  readonly edits: readonly Edit[];
}

/** Thrown where a mutation doesn't fit the source any more. */
export class StaleMutationError extends Error {
  override readonly name = "StaleMutationError";
}

/** The file's text with the edit made. Throws StaleMutationError. */
export function mutated(name: string, { file, search, replace }: Edit, text: string): string {
  const found = text.split(search).length - 1;
  if (found !== 1)
    throw new StaleMutationError(`${name}: what it replaces stands ${found} times in ${file}; mend the mutation`);
  return text.replace(search, () => replace);
}
