import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCrew } from "../crew.ts";
import type { SeedResult } from "../simulate.ts";
import { DANGER } from "./danger.ts";
import { KNOWING } from "./knowing.ts";
import { type Mutation, mutated } from "./mutation.ts";
import { WRITING } from "./writing.ts";

const ROOT = join(import.meta.dirname, "../../..");
const COPIED = ["src", "test/simulation", "test/wire", "package.json", "tsconfig.json"];

/** Every mutation. */
export const MUTATIONS: readonly Mutation[] = [...WRITING, ...KNOWING, ...DANGER];

/** What became of a mutation. */
export interface Verdict {
  readonly name: string;
  readonly breaks: string;
  readonly caught: boolean;
  /** How many seeds it took, or were tried. */
  readonly seeds: number;
  /** Which seed, and what it violated; null where it was not caught. */
  readonly seed: number | null;
  readonly invariant: string | null;
}

/** Makes the edits in the texts of the sources. Throws StaleMutationError where one doesn't apply any more. */
export function mutatedFiles({ name, edits }: Mutation, root = ROOT): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const edit of edits) {
    const before = texts.get(edit.file) ?? readFileSync(join(root, edit.file), "utf8");
    texts.set(edit.file, mutated(name, edit, before));
  }
  return texts;
}

/** Simulates a copy of the tree with a bug in it, seed after seed from the first on, until something is violated or `most` seeds weren't enough. */
export async function hunt(mutation: Mutation, most: number, workers: number): Promise<Verdict> {
  const files = mutatedFiles(mutation);
  const tree = mkdtempSync(join(tmpdir(), "mutation-"));
  try {
    for (const path of COPIED) cpSync(join(ROOT, path), join(tree, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(tree, "node_modules"));
    for (const [file, text] of files) writeFileSync(join(tree, file), text);
    let seeds = 0;
    let found: SeedResult["violation"];
    await runCrew({
      from: 1,
      seeds: most,
      workers,
      script: join(tree, "test/simulation/run.ts"),
      onResult({ violation }) {
        seeds++;
        found ??= violation;
        return found === undefined;
      },
    });
    const { name, breaks } = mutation;
    const caught = found !== undefined;
    return { name, breaks, caught, seeds, seed: found?.seed ?? null, invariant: found?.invariant ?? null };
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}
