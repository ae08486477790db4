import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const FILE = fileURLToPath(new URL("../../../../../shared/spec/kalshi-openapi-3.34.0.yaml", import.meta.url));

/** Whether the exchange's description is there to be checked against. */
export const hasDescription = existsSync(FILE);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Node = { [key: string]: Json };

/** A request as it went over the wire, its path without the API's root. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/**
 * The exchange's OpenAPI description as a judge: of requests, with no property beyond those it names, and of answers. Every judgement is
 * the list of what is wrong.
 */
export class Description {
  readonly #paths: Node;
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #root: Node;

  constructor() {
    this.#root = parse(readFileSync(FILE, "utf8"), { maxAliasCount: -1 }) as Node;
    this.#paths = this.#root["paths"] as Node;
    this.#ajv = new Ajv({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv) => void)(this.#ajv);
  }

  /** The described path that a request's path is: literal parts count more than parameters. */
  route(method: string, path: string): string | undefined {
    const parts = path.split("/");
    return Object.keys(this.#paths)
      .filter((route) => (this.#paths[route] as Node)[method.toLowerCase()] !== undefined)
      .filter((route) => {
        const pattern = route.split("/");
        return (
          pattern.length === parts.length && pattern.every((part, at) => part.startsWith("{") || part === parts[at])
        );
      })
      .sort((one, other) => one.split("{").length - other.split("{").length)[0];
  }

  /** Whether the description asks for a signature. */
  isSigned(method: string, route: string): boolean {
    const security = this.#operation(method, route)["security"];
    return Array.isArray(security) && security.length > 0;
  }

  problemsOfRequest({ method, path, query, body }: WireRequest): string[] {
    const route = this.route(method, path);
    if (route === undefined) return [`${method} ${path} is not described`];
    const operation = this.#operation(method, route);
    const problems: string[] = [];
    const parameters = ((operation["parameters"] ?? []) as Json[]).map((node) => this.#resolved(node));
    const known = parameters.filter((parameter) => parameter["in"] === "query");
    for (const name of new Set(query.keys())) {
      const parameter = known.find((candidate) => candidate["name"] === name);
      if (parameter === undefined) problems.push(`query ${name} is not described`);
      else
        problems.push(
          ...this.#problemsOfParameter(`${method} ${route} ${name}`, parameter["schema"]!, query.getAll(name)),
        );
    }
    for (const { name, required } of known) {
      if (required === true && !query.has(name as string)) problems.push(`query ${String(name)} is missing`);
    }
    const content = operation["requestBody"] === undefined ? undefined : this.#resolved(operation["requestBody"]);
    if (content === undefined) {
      if (body !== "") problems.push("a body is not described");
    } else if (body !== "") {
      const schema = ((content["content"] as Node)["application/json"] as Node)["schema"]!;
      problems.push(...this.#check(`${method} ${route} body`, () => closed(this.#whole(schema)), JSON.parse(body)));
    } else if (content["required"] === true) problems.push("the body is missing");
    return problems;
  }

  problemsOfAnswer(method: string, route: string, status: number, body: unknown): string[] {
    const answers = this.#operation(method, route)["responses"] as Node;
    const answer = answers[String(status)];
    if (answer === undefined) return [`status ${status} is not described`];
    const content = this.#resolved(answer)["content"] as Node | undefined;
    if (content === undefined) return body === undefined ? [] : ["a body is not described"];
    const schema = (content["application/json"] as Node)["schema"]!;
    return this.#check(`${method} ${route} ${status}`, () => this.#whole(schema), body);
  }

  /** What is wrong with a value as a named schema of the description. */
  problemsOf(schema: string, value: unknown): string[] {
    return this.#check(schema, () => this.#whole({ $ref: `#/components/schemas/${schema}` }), value);
  }

  #operation(method: string, route: string): Node {
    return (this.#paths[route] as Node)[method.toLowerCase()] as Node;
  }

  #problemsOfParameter(name: string, schema: Json, texts: readonly string[]): string[] {
    const whole = this.#whole(schema);
    const one = (text: string, type: Json | undefined): unknown =>
      type === "integer" || type === "number"
        ? Number(text)
        : type === "boolean" && ["true", "false"].includes(text)
          ? text === "true"
          : text;
    const value =
      whole["type"] === "array"
        ? texts.map((text) => one(text, (whole["items"] as Node)["type"]))
        : one(texts[0]!, whole["type"]);
    return this.#check(name, () => whole, value);
  }

  #check(name: string, schema: () => Node, value: unknown): string[] {
    let validate = this.#validators.get(name);
    if (validate === undefined) {
      validate = this.#ajv.compile(schema());
      this.#validators.set(name, validate);
    }
    if (validate(value)) return [];
    return validate.errors!.map(({ instancePath, message, params }) => {
      const detail = "additionalProperty" in params ? ` (${String(params["additionalProperty"])})` : "";
      return `${instancePath || "/"} ${message}${detail}`;
    });
  }

  #resolved(node: Json): Node {
    let found = node as Node;
    while (typeof found["$ref"] === "string") {
      found = found["$ref"]
        .slice(2)
        .split("/")
        .reduce<Json>((at, part) => (at as Node)[part]!, this.#root) as Node;
    }
    return found;
  }

  /** A schema with its references put in, and `nullable` in the words of JSON Schema. */
  #whole(node: Json): Node {
    if (typeof node !== "object" || node === null) return node as unknown as Node;
    if (Array.isArray(node)) return node.map((item) => this.#whole(item)) as unknown as Node;
    if (typeof node["$ref"] === "string") {
      const { $ref: _, nullable, ...beside } = node;
      return this.#whole({ ...this.#resolved(node), ...(nullable === true ? { nullable } : {}), ...beside });
    }
    const { nullable, ...rest } = node;
    const whole = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, this.#whole(value)])) as Node;
    return nullable === true ? { anyOf: [whole, { type: "null" }] } : whole;
  }
}

/** The same schema with every object closed to properties that it doesn't name. */
function closed(node: Json): Node {
  if (typeof node !== "object" || node === null) return node as unknown as Node;
  if (Array.isArray(node)) return node.map(closed) as unknown as Node;
  const inside = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return node["type"] === "object" ? { ...inside, additionalProperties: false } : inside;
}
