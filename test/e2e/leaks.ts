import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Every stretch of 40 characters of a secret holds one whole block of so many that begins at a multiple of it. */
const BLOCK = 20;
/** What the PEM of every RSA key of a size begins with, and the public modulus after it. */
const COMMON_BYTES = 320;

/** Something that nobody else may learn. */
export interface Secret {
  readonly name: string;
  /** Stretches of it, of which none may be found; in texts without line breaks and escapes of these. */
  readonly blocks: readonly string[];
}

/** A text, such as a password or the path of a webhook, in itself and in base64. */
export function secretText(name: string, text: string): Secret {
  return { name, blocks: blocksOf(text) };
}

/** The private half of an RSA key: the body of its PEM, and the same bytes as they lie in memory. */
export function secretKey(name: string, pem: string): Secret {
  const body = pem.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  const bytes = Buffer.from(body, "base64");
  const inMemory = Array.from({ length: Math.floor((bytes.length - COMMON_BYTES) / 16) }, (_, index) =>
    bytes.toString("latin1", COMMON_BYTES + index * 16, COMMON_BYTES + (index + 1) * 16),
  );
  return { name, blocks: [...blocksOf(body.slice(40)), ...inMemory] }; // the first 40 characters tell the algorithm alone
}

function blocksOf(text: string): string[] {
  if (text.length < BLOCK) return [text];
  return Array.from({ length: Math.floor(text.length / BLOCK) }, (_, index) =>
    text.slice(index * BLOCK, (index + 1) * BLOCK),
  );
}

/** Which of the secrets stand in a text, whole or in part. */
export function leaksIn(text: string, secrets: readonly Secret[]): readonly string[] {
  const joined = text.replaceAll(/\s|\\[nr]/g, "");
  return secrets
    .filter(({ blocks }) => blocks.some((block) => text.includes(block) || joined.includes(block)))
    .map(({ name }) => name);
}

/** Every file beneath a folder in which one of the secrets stands, but for those that are meant to hold them. */
export function leakyFiles(
  folder: string,
  secrets: readonly Secret[],
  meant: readonly string[] = [],
): readonly string[] {
  return filesIn(folder)
    .filter((path) => !meant.includes(path))
    .flatMap((path) => leaksIn(readFileSync(path, "latin1"), secrets).map((name) => `${name} in ${path}`));
}

/** Every file beneath a folder, by its path; sockets and links are none. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** The command lines of all processes of this machine, as anybody reads them. */
export function commandLines(): string {
  const listed = readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return [readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ")];
    } catch {
      return []; // it has ended meanwhile
    }
  });
  return [...listed, Bun.spawnSync(["ps", "-ewwo", "args"]).stdout.toString("latin1")].join("\n");
}
