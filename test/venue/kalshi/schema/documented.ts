import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import type { DocumentedInterface, DocumentedType } from "../../../../src/venue/kalshi/documented-interface.ts";

const folder = new URL("../../../../../shared/spec/", import.meta.url).pathname;
const REST = `${folder}kalshi-openapi-3.34.0.yaml`;
const STREAM = `${folder}kalshi-asyncapi-2026-10.yaml`;

export const descriptionsPresent = existsSync(REST) && existsSync(STREAM);

type Node = Readonly<Record<string, unknown>>;

const MESSAGES = [
  "orderbookSnapshotPayload",
  "orderbookDeltaPayload",
  "tickerPayload",
  "tradePayload",
  "fillPayload",
  "userOrderPayload",
  "marketPositionPayload",
  "orderGroupUpdatesPayload",
  "marketLifecycleV2Payload",
  "eventLifecyclePayload",
  "eventFeeUpdatePayload",
];

/** What the exchange's own descriptions say of answers and messages, in the form of documented-interface.json. */
export function documentedInterface(routes: readonly string[]): DocumentedInterface {
  const types: Record<string, Record<string, DocumentedType>> = {};
  const rest = parse(readFileSync(REST, "utf8")) as Node;
  const restReader = new Reader(rest, "", types);
  const answers: Record<string, DocumentedType> = {};
  for (const route of routes) {
    const [method, path] = route.split(" ") as [string, string];
    const responses = at(rest, "paths", path, method.toLowerCase(), "responses");
    const success = ["200", "201"].map((status) => responses?.[status]).find((each) => each !== undefined);
    const content = at(restReader.resolved(success), "content", "application/json", "schema");
    if (content !== undefined) answers[route] = restReader.read(content, route);
  }
  const stream = parse(readFileSync(STREAM, "utf8")) as Node;
  const streamReader = new Reader(stream, "stream ", types);
  const messages: Record<string, DocumentedType> = {};
  for (const name of MESSAGES) {
    const payload = at(stream, "components", "schemas", name)!;
    const type = streamReader.resolved(at(payload, "properties", "type"))!;
    const names = type["const"] === undefined ? (type["enum"] as string[]) : [String(type["const"])];
    for (const message of names) messages[message] = streamReader.read(payload, `stream ${name}`);
  }
  return { of: "OpenAPI 3.34.0 (2026-10-09), AsyncAPI 2026-10-01", answers, messages, types: sorted(types) };
}

class Reader {
  constructor(
    readonly document: Node,
    readonly prefix: string,
    readonly types: Record<string, Record<string, DocumentedType>>,
  ) {}

  /** What a reference leads to. */
  resolved(node: unknown): Node | undefined {
    let found = node as Node | undefined;
    while (typeof found?.["$ref"] === "string") found = at(this.document, ...found["$ref"].slice(2).split("/"));
    return found;
  }

  read(node: unknown, name?: string): DocumentedType {
    const ref = (node as Node)["$ref"];
    const called = typeof ref === "string" ? this.prefix + ref.split("/").at(-1) : name;
    const schema = this.resolved(node)!;
    const parts = (schema["allOf"] ?? schema["oneOf"] ?? schema["anyOf"]) as unknown[] | undefined;
    if (parts !== undefined && schema["properties"] === undefined) {
      const read = parts.map((part) => this.read(part, called)).filter((part) => part !== ".");
      return read.length === 1 ? read[0]! : read.length === 0 ? "." : "*";
    }
    if (schema["items"] !== undefined) return this.read(schema["items"], called && `${called}[]`);
    const values = (schema["enum"] ?? schema["x-enum-values"]) as unknown[] | undefined;
    if (values?.every((value) => typeof value === "string") === true) return [...values].sort() as string[];
    if (schema["properties"] === undefined) {
      return schema["type"] === "object" || schema["additionalProperties"] !== undefined ? "*" : ".";
    }
    const type =
      called ??
      `${this.prefix}inline ${Object.keys(schema["properties"] as Node)
        .sort()
        .join(" ")}`;
    if (this.types[type] === undefined) {
      const fields: Record<string, DocumentedType> = {};
      this.types[type] = fields;
      for (const [field, each] of Object.entries(schema["properties"] as Node).sort(byName)) {
        fields[field] = this.read(each, `${type}.${field}`);
      }
    }
    return `#${type}`;
  }
}

function at(node: unknown, ...path: readonly string[]): Node | undefined {
  let found = node as Node | undefined;
  for (const key of path) found = found?.[key] as Node | undefined;
  return found;
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(byName));
}
