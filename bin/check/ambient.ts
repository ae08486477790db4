import { children, isNode, type Problem, problemAt, type Source, type SyntaxNode } from "./sources.ts";

const ANY = Symbol("any member");

/** Members of a global or a module that reach the real surroundings, and what to take instead. */
interface Rule {
  readonly members: readonly string[] | typeof ANY;
  readonly mend: string;
}

const CLOCK = "take the time from an argument, or a clock of src/ambient";
const TIMER = "take a timer of src/ambient";
const RANDOM = "take randomness of src/ambient";
const FILES = "take a file system of src/ambient";

const GLOBALS: Readonly<Record<string, readonly Rule[]>> = {
  setTimeout: [{ members: ANY, mend: TIMER }],
  setInterval: [{ members: ANY, mend: TIMER }],
  setImmediate: [{ members: ANY, mend: TIMER }],
  performance: [{ members: ANY, mend: CLOCK }],
  AbortSignal: [{ members: ["timeout"], mend: TIMER }],
  Date: [{ members: ["now"], mend: CLOCK }],
  Math: [{ members: ["random"], mend: RANDOM }],
  crypto: [{ members: ["getRandomValues", "randomUUID"], mend: RANDOM }],
  process: [{ members: ["hrtime", "uptime"], mend: CLOCK }],
  Bun: [
    { members: ["nanoseconds"], mend: CLOCK },
    { members: ["sleep", "sleepSync"], mend: TIMER },
    { members: ["randomUUIDv7"], mend: RANDOM },
    { members: ["file", "write", "mmap"], mend: FILES },
  ],
};

const CRYPTO_RANDOM = ["randomBytes", "randomFill", "randomFillSync", "randomInt", "randomUUID", "getRandomValues"];

const MODULES: Readonly<Record<string, Rule>> = {
  fs: { members: ANY, mend: FILES },
  "fs/promises": { members: ANY, mend: FILES },
  timers: { members: ANY, mend: TIMER },
  "timers/promises": { members: ANY, mend: TIMER },
  perf_hooks: { members: ANY, mend: CLOCK },
  crypto: { members: [...CRYPTO_RANDOM, "webcrypto"], mend: RANDOM },
};

/**
 * Every use of the real clock, timers, randomness or file system in src outside src/ambient. The same events must give
 * the same commands, so everything there is handed what it needs; the other top folders are not looked at.
 */
export function checkAmbient(sources: readonly Source[]): Problem[] {
  return sources
    .filter(({ path }) => path.startsWith("src/") && !path.startsWith("src/ambient/"))
    .flatMap((source) => {
      const program = source.program as unknown as SyntaxNode;
      const own = new Set(declaredNames(program));
      return [...breaches(program, undefined, "", own)].map(({ node, message }) =>
        problemAt(source, node.start, message),
      );
    });
}

interface Breach {
  readonly node: SyntaxNode;
  readonly message: string;
}

function* breaches(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  field: string,
  own: ReadonlySet<string>,
): Generator<Breach> {
  if (isType(node)) return;
  yield* moduleBreaches(node);
  if (node.type === "ImportDeclaration") return;

  const name = globalName(node, own);
  if (name !== undefined && isReference(node, parent, field)) {
    const message = globalBreach(name, parent, field);
    if (message !== undefined) yield { node, message };
  }
  for (const [childField, child] of children(node)) yield* breaches(child, node, childField, own);
}

/** `Math` and `globalThis.Math` both name the global Math. */
function globalName(node: SyntaxNode, own: ReadonlySet<string>): string | undefined {
  if (node.type === "Identifier") {
    const name = node["name"] as string;
    return own.has(name) ? undefined : name;
  }
  if (node.type === "MemberExpression" && isGlobalThis(node["object"])) return memberNames(node)[0];
  return undefined;
}

function globalBreach(name: string, parent: SyntaxNode | undefined, field: string): string | undefined {
  const isObject = parent?.type === "MemberExpression" && field === "object";
  if (name === "globalThis") {
    return isObject && memberNames(parent).length > 0 ? undefined : "globalThis: name the member that is meant";
  }
  const rules = Object.hasOwn(GLOBALS, name) ? GLOBALS[name] : undefined;
  if (rules === undefined || (parent?.type === "UnaryExpression" && parent["operator"] === "typeof")) return undefined;
  for (const { members, mend } of rules) if (members === ANY) return `${name}: ${mend}`;

  if (isObject) {
    const reached = memberNames(parent);
    if (reached.length === 0) return `${name}[...]: name the member that is meant`;
    for (const { members, mend } of rules) {
      const member = reached.find((candidate) => members !== ANY && members.includes(candidate));
      if (member !== undefined) return `${name}.${member}: ${mend}`;
    }
    return undefined;
  }
  if (parent?.type === "BinaryExpression" && parent["operator"] === "instanceof") return undefined;
  if (name === "Date") {
    const given = parent?.type === "NewExpression" && field === "callee" ? (parent["arguments"] as unknown[]) : [];
    return given.length > 0 ? undefined : `Date without a given time: ${CLOCK}`;
  }
  return `${name}: write ${name}.member where it is used, so that what it reaches can be seen`;
}

function* moduleBreaches(node: SyntaxNode): Generator<Breach> {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration": {
      if (node["importKind"] === "type" || node["exportKind"] === "type") return;
      const specifiers = (node["specifiers"] ?? []) as SyntaxNode[];
      if (specifiers.length === 0) yield* moduleBreach(node["source"], undefined);
      for (const specifier of specifiers) {
        if (specifier["importKind"] === "type" || specifier["exportKind"] === "type") continue;
        const member = node.type === "ImportDeclaration" ? specifier["imported"] : specifier["local"];
        yield* moduleBreach(node["source"], isNode(member) ? String(member["name"] ?? member["value"]) : undefined);
      }
      return;
    }
    case "ImportExpression":
      return yield* moduleBreach(node["source"], undefined);
    case "CallExpression": {
      const callee = node["callee"] as SyntaxNode;
      if (callee["name"] === "require") yield* moduleBreach((node["arguments"] as unknown[])[0], undefined);
    }
  }
}

/** `member` undefined: the whole module is taken, so any of its members may be used. */
function* moduleBreach(source: unknown, member: string | undefined): Generator<Breach> {
  if (!isNode(source) || typeof source["value"] !== "string") return;
  const specifier = source["value"];
  const name = specifier.replace(/^node:/, "");
  const rule = Object.hasOwn(MODULES, name) ? MODULES[name] : undefined;
  if (rule === undefined) return;
  if (rule.members === ANY) yield { node: source, message: `${specifier}: ${rule.mend}` };
  else if (member === undefined) yield { node: source, message: `${specifier}: import what is needed by name` };
  else if (rule.members.includes(member)) yield { node: source, message: `${specifier} ${member}: ${rule.mend}` };
}

function isGlobalThis(node: unknown): boolean {
  return isNode(node) && node.type === "Identifier" && node["name"] === "globalThis";
}

/** The name behind the dot, or those that literals in the brackets give; none when they are computed. */
function memberNames(node: SyntaxNode): string[] {
  const property = node["property"] as SyntaxNode;
  return node["computed"] === true ? literals(property) : [property["name"] as string];
}

function literals(node: SyntaxNode): string[] {
  if (node.type === "ConditionalExpression") {
    const [one, other] = [node["consequent"], node["alternate"]].map((part) => literals(part as SyntaxNode));
    return one?.length && other?.length ? [...one, ...other] : [];
  }
  return node.type === "Literal" && typeof node["value"] === "string" ? [node["value"]] : [];
}

/** Whether an identifier stands for a value, rather than naming a member, a key or a label. */
function isReference(node: SyntaxNode, parent: SyntaxNode | undefined, field: string): boolean {
  if (parent === undefined || node.type !== "Identifier") return true;
  const computed = parent["computed"] === true;
  if (field === "property") return computed || parent.type !== "MemberExpression";
  if (field === "key") return computed;
  if (field === "label" || field === "meta") return false;
  return !(parent.type === "ExportSpecifier" && field === "exported");
}

const VALUES_OF_TYPESCRIPT = /^TS(As|Satisfies|NonNull|Instantiation|TypeAssertion|ParameterProperty|Enum|Module)/;

/** Whether a node is gone when types are stripped. */
function isType({ type }: SyntaxNode): boolean {
  return type.startsWith("TS") && !VALUES_OF_TYPESCRIPT.test(type);
}

/** Every name that the file itself binds anywhere: such a name is not taken for the global. */
function* declaredNames(node: SyntaxNode, binding = false): Generator<string> {
  if (isType(node)) return;
  if (binding && node.type === "Identifier") yield node["name"] as string;
  for (const [field, child] of children(node)) yield* declaredNames(child, binds(node, field, binding));
}

function binds(node: SyntaxNode, field: string, binding: boolean): boolean {
  switch (node.type) {
    case "VariableDeclarator":
    case "ClassDeclaration":
      return field === "id";
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return field === "id" || field === "params";
    case "CatchClause":
      return field === "param";
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
      return field === "local";
    case "Property":
      return binding && field === "value";
    case "AssignmentPattern":
      return binding && field === "left";
    case "ArrayPattern":
    case "ObjectPattern":
    case "RestElement":
    case "TSParameterProperty":
      return binding;
    default:
      return false;
  }
}
