import { type Files, systemFiles } from "../../ambient/files.ts";
import { loadConfiguration } from "../config.ts";
import { ConfigError } from "../config-error.ts";
import type { Answers } from "./answers.ts";
import { settingsText } from "./settings-text.ts";

/** What a run would find wrong with these answers, by the very reader that a run uses; empty when they are fine. */
export function problemsWith(answers: Answers): readonly string[] {
  const path = "answers";
  const text = settingsText(answers);
  const files: Files = { ...systemFiles, readText: (asked) => (asked === path ? text : undefined) };
  try {
    loadConfiguration({ flags: { config: path }, environment: {}, files });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}
