import type { KeyPair } from "../../ambient/key-pair.ts";
import type { ReadSecret } from "../../ambient/secret-file.ts";
import { KalshiKey } from "../../venue/kalshi/key.ts";
import { suggestion } from "../config-names.ts";
import { settings } from "../config-schema.ts";
import type { Environment } from "../config-sources.ts";
import { namesKey } from "../config-sources.ts";
import type { Answers } from "./answers.ts";
import { askUntil, type Conversation, choices, isYes, WrongAnswer } from "./conversation.ts";
import { typedPath, usualKeyFile } from "./key-place.ts";
import { getKeyWords, KEY_WAYS, publishKeyWords } from "./words.ts";

/** What the command line says of the key. */
export interface GivenKey {
  /** Undefined: nothing is said. */
  readonly way: "file" | "make" | "none" | undefined;
  readonly id: string | undefined;
  readonly file: string | undefined;
}

/** What asking for a key takes beside somebody to ask. */
export interface KeyQuestions {
  readonly environment: Environment;
  readonly exists: (path: string) => boolean;
  readonly readSecret: ReadSecret;
  /** Whether others than its owner may use a file. */
  readonly isOpen: (path: string) => boolean;
  /** Takes a file's permissions from all but its owner. Throws FileError. */
  readonly makePrivate: (path: string) => void;
  readonly makePair: () => KeyPair;
}

export interface AskedKey {
  readonly key: Answers["key"];
  readonly pair: KeyPair | undefined;
}

/** Asks for the account's key as far as it isn't given: a file that is there, a new pair, or none. */
export async function askKey(
  venue: string,
  given: GivenKey,
  talk: Conversation,
  parts: KeyQuestions,
): Promise<AskedKey> {
  if (venue === "sim" && given.way === undefined) return { key: undefined, pair: undefined };
  const way = given.way ?? (await askWay(venue, talk, parts.environment));
  if (way === "none") return { key: undefined, pair: undefined };
  if (way === "make") return await askNewKey(venue, given, talk, parts);
  const file = given.file === undefined ? await askFile(venue, talk, parts) : keyFile(given.file, parts);
  const id = given.id ?? (await askUntil(talk, "its identifier: ", checkedId));
  return { key: { id, file }, pair: undefined };
}

async function askWay(venue: string, talk: Conversation, environment: Environment): Promise<"file" | "make" | "none"> {
  const isNamed = namesKey(environment);
  talk.say(`\nThe account's key, which signs what is asked of ${venue}:\n${choices(KEY_WAYS)}`);
  if (isNamed) talk.say("The environment names a key already (TAUROI_...), which goes before the file's.");
  const proposed = isNamed ? "none" : "file";
  const ways = KEY_WAYS.map(([name]) => name);
  return await askUntil(talk, `key [${proposed}]: `, (text) => {
    const way = ways.find((name) => name === (text || proposed));
    if (way === undefined) throw new WrongAnswer(`expected ${ways.join(", ")}${suggestion(text, ways)}`);
    return way;
  });
}

async function askFile(venue: string, talk: Conversation, parts: KeyQuestions): Promise<string> {
  if (venue === "demo" || venue === "prod")
    talk.say(
      getKeyWords(venue)
        .map((words) => `  ${words}`)
        .join("\n"),
    );
  return await askUntil(talk, "file of its private half: ", async (text) => {
    if (text === "") throw new WrongAnswer("name a file; Ctrl-C leaves everything as it is");
    const path = typedPath(text, parts.environment);
    if (parts.isOpen(path)) {
      talk.say(`  ${path} may be used by others than its owner.`);
      if (await isYes(talk, "make it yours alone (chmod 600)? [yes]: ")) parts.makePrivate(path);
    }
    return keyFile(text, parts);
  });
}

/** A key file's absolute path, once it is known to hold a key that can sign. Throws CredentialsError. */
export function keyFile(
  text: string,
  { environment, readSecret }: Pick<KeyQuestions, "environment" | "readSecret">,
): string {
  KalshiKey.fromFile("unknown", text, (path) => readSecret(typedPath(path, environment)));
  return typedPath(text, environment);
}

async function askNewKey(venue: string, given: GivenKey, talk: Conversation, parts: KeyQuestions): Promise<AskedKey> {
  const usual = usualKeyFile(parts.environment, venue);
  const file =
    given.file === undefined
      ? await askUntil(talk, `where to keep its private half [${usual}]: `, (text) => newKeyFile(text || usual, parts))
      : newKeyFile(given.file, parts);
  const pair = parts.makePair();
  talk.say(`\n${pair.publicKeyPem.trimEnd()}\n`);
  talk.say(["This is its public half.", ...publishKeyWords(venue)].map((words) => `  ${words}`).join("\n"));
  const id =
    given.id ??
    (await askUntil(talk, "its identifier [not yet]: ", (text) => (text === "" ? undefined : checkedId(text))));
  return { key: { id, file }, pair };
}

/** The absolute path of a key that is to be made. Throws WrongAnswer when something stands there. */
export function newKeyFile(
  text: string,
  { environment, exists }: Pick<KeyQuestions, "environment" | "exists">,
): string {
  const path = typedPath(text, environment);
  if (!exists(path)) return path;
  throw new WrongAnswer(
    `${path} is there already and is not replaced: name another place, or take it as a key that you have`,
  );
}

/** A key's identifier. Throws WrongAnswer when it can't be one; the text isn't shown, for it may be something else. */
export function checkedId(text: string): string {
  const parsed = settings.key_id.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new WrongAnswer(parsed.error.issues.map(({ message }) => message).join("; "));
}
