import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const FILE = fileURLToPath(new URL("../../../shared/spec/kalshi-openapi-3.34.0.yaml", import.meta.url));

/** Whether the exchange's description is there to be checked against. */
export const hasDescription = existsSync(FILE);

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * The exchange's description of its REST interface, made strict on one side: what is sent may have no property and no query parameter
 * that it doesn't name. What is answered may, as on the real exchange.
 */
export class StrictDescription {
  readonly #root: JsonObject;
  readonly #paths: JsonObject;

  constructor() {
    this.#root = parse(readFileSync(FILE, "utf8"), { maxAliasCount: -1 }) as JsonObject;
    this.#paths = mapValues(object(this.#root["paths"]), (path) =>
      mapValues(object(path), (node) => this.#strict(node)),
    );
  }

  /** The whole document as JSON. */
  get text(): string {
    return JSON.stringify({ ...this.#root, paths: this.#paths });
  }

  /** The described path that a request's path is; undefined when there is none. Where two fit, the one with fewer parameters. */
  route(method: string, path: string): string | undefined {
    const words = path.split("/");
    const fits = (route: string): boolean => {
      const pattern = route.split("/");
      return pattern.length === words.length && pattern.every((word, at) => word.startsWith("{") || word === words[at]);
    };
    const parameters = (route: string): number => route.split("{").length;
    return Object.entries(this.#paths)
      .filter(([route, path]) => Object.hasOwn(object(path), method.toLowerCase()) && fits(route))
      .map(([route]) => route)
      .sort((one, other) => parameters(one) - parameters(other))[0];
  }

  /** Whether the description asks for a signature. */
  isSigned(method: string, route: string): boolean {
    const { security = this.#root["security"] } = object(object(this.#paths[route])[method.toLowerCase()]);
    return Array.isArray(security) && security.length > 0;
  }

  /** The statuses that an endpoint ("GET /markets") may answer with. */
  statuses(endpoint: string): readonly string[] {
    const [method = "", route = ""] = endpoint.split(" ");
    return Object.keys(object(object(object(this.#paths[route])[method.toLowerCase()])["responses"]));
  }

  /** Names in a query that the description doesn't give. */
  unknownQuery(method: string, route: string, query: URLSearchParams): string[] {
    const path = object(this.#paths[route]!);
    const listed = [path["parameters"], object(path[method.toLowerCase()]!)["parameters"]];
    const known = listed.flatMap((list) => (Array.isArray(list) ? list : [])).map((node) => this.#resolved(node));
    const names = new Set(known.filter((parameter) => parameter["in"] === "query").map(({ name }) => name));
    return [...new Set(query.keys())].filter((name) => !names.has(name));
  }

  /** An operation whose request body, if it has one, is closed; anything else as it is. */
  #strict(node: Json): Json {
    if (!isObject(node) || node["requestBody"] === undefined) return node;
    const body = this.#resolved(node["requestBody"]);
    const content = mapValues(object(body["content"]!), (media) => {
      return { ...object(media), schema: this.#closed(object(media)["schema"]!) };
    });
    return { ...node, requestBody: { ...body, content } };
  }

  /** A schema with its references put in and every object closed. */
  #closed(node: Json): Json {
    if (Array.isArray(node)) return node.map((item: Json) => this.#closed(item));
    if (!isObject(node)) return node;
    const { $ref, ...beside } = node;
    if ($ref !== undefined) return this.#closed({ ...this.#resolved(node), ...beside });
    const inside = mapValues(node, (value) => this.#closed(value));
    return node["type"] === "object" ? { ...inside, additionalProperties: false } : inside;
  }

  #resolved(node: Json): JsonObject {
    let found = object(node);
    while (typeof found["$ref"] === "string") {
      const words = found["$ref"].slice("#/".length).split("/");
      found = object(words.reduce<Json>((at, word) => object(at)[word]!, this.#root));
    }
    return found;
  }
}

function isObject(node: Json | undefined): node is JsonObject {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}

function object(node: Json | undefined): JsonObject {
  if (!isObject(node)) throw new Error(`the description has ${JSON.stringify(node)} where an object should be`);
  return node;
}

function mapValues(of: JsonObject, map: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value)]));
}
