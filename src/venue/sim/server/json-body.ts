import { undecodable } from "./api-error.ts";

/** What a field of a body must be; each may be left out, and null stands for that. */
export type FieldType = "string" | "integer" | "boolean" | "objects";

interface TypeOf {
  readonly string: string;
  readonly integer: number;
  readonly boolean: boolean;
  readonly objects: readonly JsonObject[];
}

export type JsonObject = Readonly<Record<string, unknown>>;

export type Fields = Readonly<Record<string, FieldType>>;

export type Decoded<Shape extends Fields> = { readonly [Name in keyof Shape]: TypeOf[Shape[Name]] | undefined };

/** A body as JSON. Empty is an empty object. Throws ApiError (400, flat) when it is none. */
export function parseJson(text: string): JsonObject {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw undecodable("invalid character in the body: it is not JSON");
  }
  if (!isObject(value)) throw undecodable(`json: cannot unmarshal ${kindOf(value)} into Go value of type object`);
  return value;
}

/**
 * The fields of an object by their types. Unknown ones are passed over, as the exchange does; one of another type throws
 * ApiError (400, flat), so that a number is no price.
 */
export function decode<const Shape extends Fields>(name: string, value: JsonObject, shape: Shape): Decoded<Shape> {
  const decoded: Record<string, unknown> = {};
  for (const [field, type] of Object.entries(shape)) {
    const given = Object.hasOwn(value, field) ? value[field] : undefined;
    if (given === undefined || given === null) continue;
    if (!IS[type](given)) {
      const wanted = { string: "string", integer: "int64", boolean: "bool", objects: "slice of object" }[type];
      throw undecodable(
        `json: cannot unmarshal ${kindOf(given)} into Go struct field ${name}.${field} of type ${wanted}`,
      );
    }
    decoded[field] = given;
  }
  return decoded as Decoded<Shape>;
}

const IS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === "boolean",
  objects: (value) => Array.isArray(value) && value.every(isObject),
};

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (value === null) return "null";
  return typeof value === "number" && !Number.isInteger(value)
    ? `number ${value}`
    : typeof value === "boolean"
      ? "bool"
      : typeof value;
}
