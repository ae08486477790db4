/**
 * What saved states are checked with before anything is taken from them. A state is plain data that JSON keeps exactly: what there is
 * none of is null, never left out, and so every leaf that is lost on the way is noticed.
 *
 *     const STATE: Shape<BackoffState> = object({ waitMs: number(), lastRefusedAt: orNull(number()), crossed: list(number()) });
 *     STATE(value, "backoff");        throws StateError: "backoff.crossed[2] is missing"
 *
 * A shape of an interface must name each of its fields, and no other: the compiler sees to that.
 */
export interface Shape<T> {
  (value: unknown, name: string): void;
  /** Of what it is the shape; of meaning to the compiler only. */
  readonly of?: T;
}

/** A saved state that isn't what it should be. `place` is the path of what is wrong: "desk.legs.KX-ONE.book". */
export class StateError extends Error {
  override readonly name = "StateError";
  constructor(
    readonly place: string,
    readonly problem: string,
  ) {
    super(`saved state: ${place} ${problem}`);
  }
}

/** A value that has the shape. Throws StateError when it hasn't. */
export function checked<T>(shape: Shape<T>, value: unknown, name: string): T {
  shape(value, name);
  return value as T;
}

/** A finite number. */
export function number<T extends number>(): Shape<T> {
  return (value, name) => {
    if (typeof value !== "number" || !Number.isFinite(value)) refuse(value, name, "a number");
  };
}

export function text<T extends string>(): Shape<T> {
  return (value, name) => {
    if (typeof value !== "string") refuse(value, name, "a text");
  };
}

export function flag(): Shape<boolean> {
  return (value, name) => {
    if (typeof value !== "boolean") refuse(value, name, "true or false");
  };
}

/** One of these words. */
export function oneOf<T extends string>(...words: readonly T[]): Shape<T> {
  return (value, name) => {
    if (!(words as readonly unknown[]).includes(value)) refuse(value, name, `one of ${words.join(", ")}`);
  };
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value, name) => {
    if (value !== null) shape(value, name);
  };
}

/** Anything but nothing: whoever takes it checks it by a shape of its own. */
export function whatever(): Shape<unknown> {
  return (value, name) => {
    if (value === undefined) refuse(value, name, "something");
  };
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) refuse(value, name, "a list");
    else for (const [index, item] of value.entries()) shape(item, `${name}[${index}]`);
  };
}

/** A list of so many, each of its own shape. */
export function tuple<T extends readonly unknown[]>(...shapes: { readonly [K in keyof T]: Shape<T[K]> }): Shape<T> {
  return (value, name) => {
    if (!Array.isArray(value) || value.length !== shapes.length) refuse(value, name, `a list of ${shapes.length}`);
    else for (const [index, shape] of shapes.entries()) shape(value[index], `${name}[${index}]`);
  };
}

/** These fields, and whatever else may be there: of data that others have made. */
export function atLeast<T extends object>(shapes: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const fields = Object.entries<Shape<unknown>>(shapes);
  return (value, name) => {
    if (!isObject(value)) return refuse(value, name, "an object");
    for (const [key, shape] of fields) shape(Object.hasOwn(value, key) ? value[key] : undefined, `${name}.${key}`);
  };
}

/** Exactly these fields. */
export function object<T extends object>(shapes: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const hasFields = atLeast<T>(shapes);
  return (value, name) => {
    hasFields(value, name);
    const unknown = Object.keys(value as object).find((key) => !Object.hasOwn(shapes, key));
    if (unknown !== undefined) throw new StateError(`${name}.${unknown}`, "is not known to this version");
  };
}

/** One of several kinds of objects, told apart by the word that is in one of their fields. */
export function variant<T extends object>(field: string, shapes: Readonly<Record<string, Shape<T>>>): Shape<T> {
  return (value, name) => {
    if (!isObject(value)) return refuse(value, name, "an object");
    const word = value[field];
    const shape = typeof word === "string" && Object.hasOwn(shapes, word) ? shapes[word] : undefined;
    if (shape === undefined) return refuse(word, `${name}.${field}`, `one of ${Object.keys(shapes).join(", ")}`);
    shape(value, name);
  };
}

/** Does something with the part of a state at `place`, and says so if it fails. */
export function within(place: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (error instanceof StateError) throw new StateError(`${place}.${error.place}`, error.problem);
    throw new StateError(place, `can't be gone on from: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Where two states differ first; undefined when they are the same. */
export function firstDifference(one: unknown, other: unknown, name: string): string | undefined {
  if (one === other) return undefined;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return name;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [here, there] = [one, other].map((state) => (state as Readonly<Record<string, unknown>>)[key]);
    const place = firstDifference(here, there, `${name}.${key}`);
    if (place !== undefined) return place;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(value: unknown, name: string, wanted: string): void {
  if (value === undefined) throw new StateError(name, "is missing");
  const shown = JSON.stringify(value) ?? String(value);
  throw new StateError(name, `is ${shown.length > 60 ? `${shown.slice(0, 60)}...` : shown}, not ${wanted}`);
}
