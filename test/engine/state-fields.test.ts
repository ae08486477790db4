import { join } from "node:path";
import { expect, test } from "vitest";
import { children, isNode, readSources, type Source, type SyntaxNode } from "../../bin/check/sources.ts";

/** Fields that no state need hold, and why. A class alone: all of its fields. */
const NOT_SAVED: Readonly<Record<string, string>> = {
  Affordability: "worked out anew with each headroom",
  "BalanceCheck.#convention": "what the misses leave",
  "Breaker.#limit": "a share of what it starts from, worked out anew when that changes",
  "Breaker.#limitOf": "what the limit was last worked out for",
  "Desk.#advancedTo": "the time",
  "Desk.#commands": "of the present input",
  "Desk.#day": "the account's",
  EventFair: "room to work in",
  Exposure: "bounds on orders and positions, counted anew",
  Headroom: "worked out anew from orders and positions",
  JumpFilter: "for measurements; the engine's model holds none",
  "GaussianSum.#expected": "of one prediction",
  "GaussianSum.#longer": "of one print: what the next one starts from is the law",
  "GaussianSum.logLikelihood": "of one print: the model's estimate has it",
  "GaussianSum.zOneStep": "of one print: the model's estimate has it",
  Interval: "of one prediction",
  LegRoom: "filled anew by each look",
  "LegRules.#scheduleChangeAt": "worked out anew when it is asked for",
  "LegState.grid": "the leg's",
  "LegState.profile": "the start's, with the settings",
  LogisticNormal: "room to work in",
  "MoveRuler.#noise": "of one print: the model's estimate has what it came to",
  "MoveRuler.#print": "of one print: the model's estimate has what it came to",
  OrderAges: "the orders', worked out anew",
  "OrderService.#wishes": "of the present pass",
  "OrderTable.#forgotten": "those are left out",
  "OrderTable.#liveByLeg": "the live orders, by leg",
  "ToxicFlow.#event": "the legs of the event, by the desk",
  "Review.#anyNews": "with the desk's",
  "Review.#reasons": "of the present leg",
  "Review.#toServe": "of the present input",
  "RunningMedian.#count": "how many values there are",
  "RunningMedian.#next": "where in the ring is all one",
  "RunningMedian.#sorted": "the values in order",
  TickObservation: "of one print",
  WorstCase: "worked out anew with each headroom",
};

/** What of the model's folder the engine's models are made of. */
const MODEL_CLASSES = /^(Leg|Original)Model$|Filter$|^Gaussian|^Move|^Raw|^Running|^Interval|^Logistic|^TickObs/;

const SAVING = /^(save|restore|restored|snapshot|#goOnFrom)$/;
const COLLECTION = /^new (Map|Set|Array|Float64Array|Uint32Array)\b|^\[/;

interface Class {
  readonly name: string;
  /** Names of the fields that may change after construction. */
  readonly fields: readonly string[];
  /** The text of all that saves and restores it. */
  readonly saving: string;
}

function classesOf(source: Source, textOf: (path: string) => string): Class[] {
  const found: Class[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === "ClassDeclaration") found.push(classOf(node, source, textOf));
    for (const [, child] of children(node)) visit(child);
  };
  visit(source.program as unknown as SyntaxNode);
  return found;
}

function classOf(node: SyntaxNode, { path, text }: Source, textOf: (path: string) => string): Class {
  const members = [...children(node["body"] as SyntaxNode)].map(([, member]) => member);
  const beside = [path.replace(/\.ts$/, "-state.ts"), path.replace(/([^/]+)\.ts$/, "saved-$1.ts")];
  const methods = members.filter((member) => SAVING.test(nameOf(member, text))).map((member) => words(member, text));
  const fields = members.filter((member) => member.type === "PropertyDefinition" && changes(member, text));
  return {
    name: words(node["id"] as SyntaxNode, text),
    fields: fields.map((field) => nameOf(field, text)),
    saving: [...methods, ...beside.map(textOf)].join("\n"),
  };
}

/** Whether a field may hold something else later: it can be set, or is a collection. */
function changes(field: SyntaxNode, text: string): boolean {
  if (field["static"] === true) return false;
  if (field["readonly"] !== true) return true;
  return isNode(field["value"]) && COLLECTION.test(words(field["value"], text));
}

function nameOf(member: SyntaxNode, text: string): string {
  return isNode(member["key"]) ? words(member["key"], text) : "";
}

function words(node: SyntaxNode, text: string): string {
  return text.slice(node.start, node["end"] as number);
}

function isNamed(field: string, saving: string): boolean {
  return new RegExp(`\\b${field.replace("#", "")}\\b`).test(saving);
}

test("every field that may change is saved and restored, or it is said why not", async () => {
  const all = await readSources(join(import.meta.dirname, "../.."), ["src"]);
  const sources = all.filter(({ path }) => /^src\/(engine|strategy|risk|model)\//.test(path));
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  const classes = sources
    .flatMap((source) =>
      classesOf(source, (path) => texts.get(path) ?? "").map((found) => ({ ...found, path: source.path })),
    )
    .filter(({ path, name }) => !path.startsWith("src/model/") || MODEL_CLASSES.test(name))
    .filter(({ name }) => NOT_SAVED[name] === undefined && !name.endsWith("Error"));
  expect(classes.length).toBeGreaterThan(20);
  const forgotten = classes.flatMap(({ path, name, fields, saving }) =>
    fields
      .filter((field) => NOT_SAVED[`${name}.${field}`] === undefined && !isNamed(field, saving))
      .map((field) => `${path}: ${name}.${field} is neither saved and restored nor named in NOT_SAVED`),
  );
  expect(forgotten).toEqual([]);
});
