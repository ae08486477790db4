import type { z } from "zod";
import { ConfigError } from "./config-error.ts";

/** What a TOML file says; `said` is what messages call it. Throws ConfigError for what is no TOML. */
export function parsedToml(text: string, said: string): { readonly [name: string]: unknown } {
  try {
    return Bun.TOML.parse(text) as { readonly [name: string]: unknown };
  } catch (error) {
    throw new ConfigError([`${said}: it is not TOML: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/** The same of a file of a known shape. Throws ConfigError naming each place that is wrong. */
export function checkedToml<T>(text: string, said: string, shape: z.ZodType<T>): T {
  const checked = shape.safeParse(parsedToml(text, said));
  if (checked.success) return checked.data;
  throw new ConfigError(
    checked.error.issues.map(({ path, message }) => `${said}: ${path.join(".") || "the file"}: ${message}`),
  );
}
