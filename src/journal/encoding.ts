import { JournalError } from "./journal-error.ts";

/**
 * An input or command as the journal keeps it. The same value, with its keys in the same order, always gives the same
 * text. Throws JournalError for a number that JSON has no word for: it would come back as null and replay differently.
 */
export function encode(value: object, path = "(memory)"): string {
  const text = JSON.stringify(value);
  if (text.includes("null")) refuseNonFinite(value, "", path); // JSON's word for NaN and the infinities, and for null
  return text;
}

function refuseNonFinite(value: unknown, name: string, path: string): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new JournalError(path, "unwritable", `${name.slice(1)} is ${value}`);
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) refuseNonFinite(inner, `${name}.${key}`, path);
}
