import { DEFAULTS, type SettingName, settings } from "../config-schema.ts";
import { profileNames } from "../profiles.ts";
import { type Answers, LIMITS } from "./answers.ts";

const COLUMNS = 100;

/** The text of a settings file that says just these answers, each with what it means. */
export function settingsText({ venue, target, profile, key, limits }: Answers): string {
  const [[targetName, ticker]] = Object.entries(target) as [["series" | "event", string]];
  const keyLines =
    key === undefined
      ? [
          ...comment("No key: dry runs read the market over REST. With one, take the # off these and fill them in."),
          `# ${line("key_id", "")}`,
          `# ${line("private_key_file", "")}`,
        ]
      : key.id === undefined
        ? [
            ...comment("Once the exchange has told the key's identifier, fill it in and take the # off both."),
            `# ${line("key_id", "")}`,
            `# ${line("private_key_file", key.file)}`,
          ]
        : [
            ...about("key_id"),
            line("key_id", key.id),
            "",
            ...about("private_key_file"),
            line("private_key_file", key.file),
          ];
  const profileLines = [
    ...about(
      "profile",
      `One of ${profileNames.join(", ")}. Trading needs one that is named; dry runs take ${DEFAULTS.profile}.`,
    ),
    profile === undefined ? `# ${line("profile", DEFAULTS.profile)}` : line("profile", profile),
  ];
  const parts = [
    [
      ...comment("Settings of tauroi. TAUROI_* variables are stronger than this file, options stronger still."),
      ...comment("tauroi config show tells what holds and where it comes from, and lists what is not here."),
      "#",
      ...comment(
        "For completion in an editor: tauroi config schema > tauroi.schema.json, and make the first line of this file " +
          "#:schema ./tauroi.schema.json",
      ),
    ],
    [...about("venue", "Without --live all but sim is only looked at."), line("venue", venue)],
    [
      ...comment(
        "The account's key. This file never holds the key itself, only where it is; the variables TAUROI_KEY_ID and " +
          "TAUROI_PRIVATE_KEY_FILE (or TAUROI_PRIVATE_KEY) go before it.",
      ),
      ...keyLines,
    ],
    [...about(targetName), line(targetName, ticker)],
    profileLines,
    ...LIMITS.map((name) => [...about(name), line(name, limits[name])]),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** What a setting means, in the words of the schema. */
function about(name: SettingName, more = ""): string[] {
  return comment(`${descriptionOf(name)}.${more === "" ? "" : ` ${more}`}`);
}

/** A setting's description in the schema. */
export function descriptionOf(name: SettingName): string {
  return settings[name].meta()?.description ?? name;
}

function line(name: SettingName, value: string | number): string {
  return `${name} = ${typeof value === "number" ? value : tomlString(value)}`;
}

/** A basic string of TOML 1.0: as JSON has it, but the delete character is escaped as well. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}

/** A comment of as many lines as the text takes. */
function comment(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= COLUMNS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}
