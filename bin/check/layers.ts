import { posix } from "node:path";
import { children, isNode, type Problem, problemAt, type Source, type SyntaxNode } from "./sources.ts";

/** The folders of src from the ground up. A folder imports from itself and from the lines above its own, no other. */
const LAYERS = [
  ["market"],
  ["ambient"],
  ["model", "tape"],
  ["strategy", "risk"],
  ["engine"],
  ["venue", "signal", "journal"],
  ["backtest", "record"],
  ["app"],
  ["cli"],
] as const;

const MAIN = "bin/tauroi.ts"; // the one file that joins the commands with the interface
const VIEW = /^src\/app\/view[^/]*(\/|$)/; // the one part of src whose types the interface may name

const height = new Map<string, number>(LAYERS.flatMap((folders, index) => folders.map((folder) => [folder, index])));

export interface Import {
  readonly specifier: string;
  readonly offset: number;
  /**
   * `type`: the whole statement goes away when types are stripped. `call`: loaded when the program comes by, with import().
   * `start`: loaded with the file.
   */
  readonly kind: "type" | "call" | "start";
}

/** Every breach of the import order in `sources` (src, tui and bin; tests may import anything). */
export function checkLayers(sources: readonly Source[]): Problem[] {
  const problems: Problem[] = [];
  for (const source of sources) {
    const strayed = strayFolder(source.path);
    if (strayed !== undefined) problems.push(problemAt(source, 0, strayed));
    for (const found of importsOf(source)) {
      const message = breach(source.path, found);
      if (message !== undefined) problems.push(problemAt(source, found.offset, message));
    }
  }
  return problems;
}

function strayFolder(path: string): string | undefined {
  const [top, folder] = path.split("/");
  if (top !== "src" || (folder !== undefined && height.has(folder))) return undefined;
  return `belongs to no layer: move it into one of src/{${[...height.keys()].join(",")}}`;
}

function breach(from: string, { specifier, kind }: Import): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const to = posix.join(posix.dirname(from), specifier);
  const [fromTop, fromFolder = ""] = from.split("/");
  const [toTop, toFolder = ""] = to.split("/");
  const said = `${from} imports ${to}`;

  if (toTop === "src" && toFolder === "cli" && fromFolder !== "cli" && from !== MAIN) {
    return `${said}: only ${MAIN} may import src/cli`;
  }
  if (toTop === "tui" && fromTop !== "tui" && from !== MAIN) {
    return `${said}: only ${MAIN} may import tui; take what is needed as a function`;
  }
  if (fromTop === "bin" || to === "package.json") return undefined;
  if (toTop !== "src" && toTop !== fromTop) return `${said}: ${fromTop} may not reach into ${toTop}`;
  if (fromTop === "tui" && toTop === "src") {
    if (!VIEW.test(to)) return `${said}: of src, tui may import nothing but types of src/app/view`;
    return kind === "type" ? undefined : `${said}: tui may import its types only; write \`import type\``;
  }
  if (fromTop !== "src" || fromFolder === toFolder) return undefined;

  const own = height.get(fromFolder);
  const other = height.get(toFolder);
  if (own === undefined || other === undefined || other < own) return undefined; // stray folders are reported once, above
  return other === own
    ? `${said}: ${fromFolder} and ${toFolder} stand side by side and may not know each other`
    : `${said}: ${toFolder} stands above ${fromFolder}; imports point the other way`;
}

/** Everything that a file imports, in whatever way. */
export function importsOf(source: Source): Import[] {
  return [...importsBelow(source.program as unknown as SyntaxNode)];
}

function* importsBelow(node: SyntaxNode): Generator<Import> {
  const source = node["source"] ?? node["argument"];
  switch (node.type) {
    case "ImportDeclaration":
      yield* named(source, node["importKind"] === "type" ? "type" : "start");
      break;
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      yield* named(source, node["exportKind"] === "type" ? "type" : "start");
      break;
    case "ImportExpression":
      yield* named(source, "call");
      break;
    case "TSImportType":
      yield* named(source, "type");
      break;
    case "CallExpression": {
      const callee = node["callee"] as SyntaxNode;
      const [first] = node["arguments"] as unknown[];
      if (callee.type === "Identifier" && callee["name"] === "require") yield* named(first, "start");
    }
  }
  for (const [, child] of children(node)) yield* importsBelow(child);
}

function* named(source: unknown, kind: Import["kind"]): Generator<Import> {
  if (isNode(source) && source.type === "Literal" && typeof source["value"] === "string") {
    yield { specifier: source["value"], offset: source.start, kind };
  }
}
