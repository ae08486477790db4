import type { Files } from "../../ambient/files.ts";
import type { KeyPair } from "../../ambient/key-pair.ts";
import type { CreateFile } from "../../ambient/new-file.ts";
import type { Answers } from "./answers.ts";
import { settingsText } from "./settings-text.ts";

export interface SetupParts {
  readonly answers: Answers;
  /** A pair whose private half is to be kept where the answers say. */
  readonly pair: KeyPair | undefined;
  /** Where the settings file will stand. */
  readonly path: string;
  readonly create: CreateFile;
  readonly files: Pick<Files, "remove">;
}

/** Writes the settings file, and before it the private half of a new pair: both or neither. Throws FileError; what is there is never replaced. */
export function writeSetup({ answers, pair, path, create, files }: SetupParts): void {
  const { key } = answers;
  const text = settingsText(answers);
  if (pair === undefined || key === undefined) {
    create(path, text);
    return;
  }
  create(key.file, pair.privateKeyPem);
  try {
    create(path, text);
  } catch (error) {
    files.remove(key.file); // made a moment ago, by nobody else
    throw error;
  }
}
