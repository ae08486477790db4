import type { z } from "zod";
import { FileError, type Files } from "../ambient/files.ts";

/** What a JSON file keeps; undefined when there is none. Throws FileError for a file that can't be read, or isn't of this shape; `mend` says what to do then. */
export function readKeptJson<T>(path: string, shape: z.ZodType<T>, mend: string, files: Files): T | undefined {
  const text = files.readText(path);
  return text === undefined ? undefined : parseKeptJson(text, path, shape, mend);
}

/** The same of a text that was read already. */
export function parseKeptJson<T>(text: string, path: string, shape: z.ZodType<T>, mend: string): T {
  const read = shape.safeParse(parsed(text, path, mend));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new FileError(path, "EFORMAT", `${path}: ${issue?.path.join(".")}: ${issue?.message}; ${mend}`);
}

function parsed(text: string, path: string, mend: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FileError(path, "EFORMAT", `${path} is not JSON: ${mend}`);
  }
}
