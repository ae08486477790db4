import documented from "./documented-interface.json" with { type: "json" };

/**
 * What the exchange documents of a value: "." is one value, a list the words that it may be, "*" anything, and "#Name" an object with the fields of that
 * type. Lists of something are as that something.
 */
export type DocumentedType = string | readonly string[];

/** The exchange's answers and messages as its own descriptions have them; made from those by test/venue/kalshi/schema. */
export interface DocumentedInterface {
  /** Of which state. */
  readonly of: string;
  /** By method and route: "GET /markets/{ticker}". */
  readonly answers: Readonly<Record<string, DocumentedType>>;
  /** By the `type` of a message. */
  readonly messages: Readonly<Record<string, DocumentedType>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, DocumentedType>>>>;
}

export const DOCUMENTED: DocumentedInterface = documented;

/** Told of what isn't documented: where in the value, and, of a word that is none of the known ones, which. */
export type HearUndocumented = (path: string, word?: string) => void;

/** Of a list the first and the last are looked at: what is new is in all of them, mostly. */
const LONG_LIST = 4;

/** Tells of fields and words in a value that its documented type doesn't have. */
export function compare(value: unknown, type: DocumentedType, path: string, hear: HearUndocumented): void {
  if (Array.isArray(value)) {
    const looked = value.length <= LONG_LIST ? value : [value[0], value[1], value.at(-2), value.at(-1)];
    for (const item of looked) compare(item, type, `${path}[]`, hear);
  } else if (typeof type !== "string") {
    if (typeof value === "string" && value !== "" && !type.includes(value)) hear(path, value);
  } else if (type.startsWith("#") && typeof value === "object" && value !== null) {
    const fields = DOCUMENTED.types[type.slice(1)] ?? {};
    for (const [name, each] of Object.entries(value)) {
      const place = path === "" ? name : `${path}.${name}`;
      const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (known === undefined) hear(place);
      else compare(each, known, place, hear);
    }
  }
}
