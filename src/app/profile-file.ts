import { z } from "zod";
import { ConfigError } from "./config-error.ts";
import { contradictions, type ProfileValues, profileFileSchema } from "./config-profile.ts";
import { parsedToml } from "./toml-file.ts";

/** Where a profile's values came from. */
export interface Origin {
  /** The series on whose events they were chosen, such as KXHIGHNY. */
  readonly chosenOn: readonly string[];
  /** The day of the last of those events, as 2025-05-08. */
  readonly until: string;
  /** Configurations tried in the search that found them. */
  readonly searched: number;
}

/** A profile's file: its values, and in a table `[origin]` where they came from, if they were chosen on anything. */
export interface ProfileFile {
  readonly values: ProfileValues;
  readonly origin: Origin | undefined;
}

const originSchema = z.strictObject({
  chosen_on: z.array(z.string().min(1)).min(1),
  until: z.iso.date(),
  searched: z.int().min(1),
});

/**
 * Reads a profile's file. Throws ConfigError naming each key that is missing, unknown or wrong.
 *
 * @param said what messages call it
 * @param name what it must call itself; undefined: it may choose
 */
export function parseProfileFile(text: string, said: string, name?: string): ProfileFile {
  const { origin: statedOrigin, ...stated } = parsedToml(text, said);
  const parsed = profileFileSchema.safeParse(stated);
  const origin = originSchema.optional().safeParse(statedOrigin);
  const problems = parsed.success
    ? contradictions(parsed.data).map(([low, high]) => `${low}: is more than ${high}`)
    : issuesOf(parsed.error);
  if (!origin.success) problems.push(...issuesOf(origin.error, "origin"));
  if (name !== undefined && parsed.data !== undefined && parsed.data.name !== name)
    problems.push(`name: it calls itself "${parsed.data.name}"`);
  if (!parsed.success || !origin.success || problems.length > 0) {
    throw new ConfigError(problems.map((problem) => `${said}: ${problem}`));
  }
  return { values: parsed.data, origin: origin.data === undefined ? undefined : toOrigin(origin.data) };
}

function issuesOf(error: z.ZodError, table?: string): string[] {
  return error.issues.map(({ path, message }) => {
    const place = [...(table === undefined ? [] : [table]), ...path].join(".");
    return `${place}: ${message}`;
  });
}

function toOrigin({ chosen_on: chosenOn, until, searched }: z.infer<typeof originSchema>): Origin {
  return { chosenOn, until, searched };
}
