import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Node, type ObjectExpression, parseSync } from "oxc-parser";
import { ROOT } from "./pages.ts";

/** A code with which the program tells the operator something, as its source has it. */
export interface ToldCode {
  readonly file: string;
  /** The code itself where it is written out, else the expression that it comes from. */
  readonly code: string;
  readonly isWritten: boolean;
}

/** Functions that tell something, and which of their arguments is the code. */
const TELLING: Readonly<Record<string, number>> = { alert: 1, notify: 1, "#notify": 1, warn: 0 };
const SEVERITIES = ["info", "warning", "critical"];

/** Every code under which the engine, or what is around it, tells the operator something: alerts and notices. Read from the source. */
export function toldCodes(): readonly ToldCode[] {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join("src", name))
    .sort();
  return files.flatMap(codesIn);
}

function codesIn(file: string): ToldCode[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  if (!/alert|notify|notice/i.test(text)) return [];
  const found: ToldCode[] = [];
  const take = (code: Node): void => {
    const isWritten = code.type === "Literal" && typeof code.value === "string";
    found.push({ file, isWritten, code: isWritten ? String(code.value) : text.slice(code.start, code.end) });
  };
  walk(parseSync(file, text).program, (node) => {
    if (node.type === "CallExpression") {
      const place = TELLING[nameOf(node.callee)];
      const code = place === undefined ? undefined : node.arguments[place];
      if (code !== undefined && code.type !== "SpreadElement") take(code);
      const fields = nameOf(node.callee) === "tell" ? node.arguments.at(-1) : undefined; // into the log itself
      const told = fields?.type === "ObjectExpression" ? fieldsOf(fields).get("code") : undefined;
      if (told?.type === "Literal") take(told);
    }
    if (node.type !== "ObjectExpression") return;
    const fields = fieldsOf(node);
    const [severity, code] = [fields.get("severity"), fields.get("code")];
    if (code === undefined || severity?.type !== "Literal" || !SEVERITIES.includes(String(severity.value))) return;
    take(code);
  });
  return found;
}

function fieldsOf({ properties }: ObjectExpression): ReadonlyMap<string, Node> {
  return new Map(
    properties.flatMap((property): [string, Node][] =>
      property.type === "Property" && property.key.type === "Identifier" ? [[property.key.name, property.value]] : [],
    ),
  );
}

function nameOf(callee: Node): string {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type !== "MemberExpression") return "";
  const { property } = callee;
  if (property.type === "PrivateIdentifier") return `#${property.name}`;
  return property.type === "Identifier" ? property.name : "";
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && typeof (child as Node).type === "string")
        walk(child as Node, visit);
    }
  }
}
