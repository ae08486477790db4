import { join } from "node:path";
import { type ParseResult, parseSync } from "oxc-parser";

/** One TypeScript file of the project, parsed. */
export interface Source {
  /** From the project's root, with forward slashes: `src/market/units.ts`. */
  readonly path: string;
  readonly text: string;
  readonly program: ParseResult["program"];
}

/** A rule broken at one place. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, and the mend. */
  readonly message: string;
}

/** A node of the syntax tree, as far as a walk that treats all kinds alike needs to know it. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Every .ts and .tsx file under `folders` of `root`, in path order. Throws when one cannot be parsed. */
export async function readSources(root: string, folders: readonly string[]): Promise<Source[]> {
  const pattern = new Bun.Glob(`{${folders.join(",")}}/**/*.{ts,tsx}`);
  const paths = (await Array.fromAsync(pattern.scan({ cwd: root }))).map((path) => path.replaceAll("\\", "/")).sort();
  return Promise.all(
    paths.map(async (path) => {
      const text = await Bun.file(join(root, path)).text();
      const { program, errors } = parseSync(path, text);
      if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
      return { path, text, program };
    }),
  );
}

/** A problem at `offset` of the source's text. */
export function problemAt(source: Source, offset: number, message: string): Problem {
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { path: source.path, line: before.split("\n").length, column: offset - lineStart + 1, message };
}

/** `path:line:column message`, a form that editors and terminals turn into a link. */
export function formatProblem({ path, line, column, message }: Problem): string {
  return `${path}:${line}:${column} ${message}`;
}

/** Whether a value found in a tree is itself a node. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** The nodes right below `node`, each with the name of the field that holds it. */
export function* children(node: SyntaxNode): Generator<readonly [field: string, child: SyntaxNode]> {
  for (const [field, value] of Object.entries(node)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield [field, item];
    } else if (isNode(value)) {
      yield [field, value];
    }
  }
}
