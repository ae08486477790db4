import type { z } from "zod";
import type { HttpAnswer } from "../../../ambient/http-transport.ts";
import { parsedJson } from "../../../market/json-text.ts";
import type { RequestName } from "./error.ts";
import { unreadable } from "./failure.ts";

/**
 * Reads the body of a 2xx answer; an empty one counts as `{}`. Throws KalshiError, naming the fields that can't be read: of a write its
 * outcome is unknown then.
 */
export function readAnswer<T>(request: RequestName, isWrite: boolean, answer: HttpAnswer, schema: z.ZodType<T>): T {
  const value = answer.body.trim() === "" ? {} : parsedJson(answer.body);
  if (value === undefined) throw unreadable(request, isWrite, answer.status, "the answer is not JSON");
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "the answer"}: ${message}`);
  throw unreadable(request, isWrite, answer.status, `the answer can't be read: ${problems.join("; ")}`);
}
