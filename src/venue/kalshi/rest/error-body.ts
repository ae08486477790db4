import { z } from "zod";

/** What the exchange says about a refusal, in its own words. */
export interface Complaint {
  readonly code?: string;
  readonly message?: string;
  readonly details?: string;
}

const LONGEST = 300; // an error page may be a whole document

/**
 * Reads the body of an answer that reports an error. Four shapes have been seen on the wire: `{error: {code, message,
 * details}}`, the same flat, `{msg}` and `{error: "too many requests"}`. Anything else becomes the message, cut short.
 */
export function readComplaint(body: string): Complaint {
  const trimmed = body.trim();
  if (trimmed === "") return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(trimmed);
  } catch {
    return { message: shortened(trimmed) };
  }
  return complaintOf(parsed) ?? { message: shortened(trimmed) };
}

/** The complaint that a parsed body, or an entry of a batch, holds; undefined when it has none of the four shapes. */
export function complaintOf(value: unknown): Complaint | undefined {
  const read = shape.safeParse(value);
  if (!read.success) return undefined;
  const { error, code, message, msg, details } = read.data;
  if (typeof error === "string") return complaint({ message: error, code, details });
  if (error !== undefined && error !== null) return complaint(error);
  if (code === undefined && message === undefined && msg === undefined && details === undefined) return undefined;
  return complaint({ code, message: message ?? msg, details });
}

/** Whether a complaint names this, in its code, message or details: one fact comes under several spellings. */
export function names(complaint: Complaint, wanted: string): boolean {
  const needle = plain(wanted);
  return [complaint.code, complaint.message, complaint.details].some(
    (part) => part !== undefined && plain(part).includes(needle),
  );
}

function plain(words: string): string {
  return words.toLowerCase().replaceAll(/[\s_-]+/g, " ");
}

const words = z
  .union([z.string(), z.number(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
  .nullish()
  .transform((value) => {
    if (value === undefined || value === null || value === "") return undefined;
    return typeof value === "string" ? value : JSON.stringify(value);
  });

const flat = { code: words, message: words, details: words };

const shape = z.object({
  ...flat,
  msg: words,
  error: z.union([z.string(), z.object(flat)]).nullish(),
});

function complaint(parts: { [Key in keyof Complaint]: string | undefined }): Complaint {
  return {
    ...(parts.code === undefined ? {} : { code: shortened(parts.code) }),
    ...(parts.message === undefined ? {} : { message: shortened(parts.message) }),
    ...(parts.details === undefined ? {} : { details: shortened(parts.details) }),
  };
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
