import { basename } from "node:path";
import { systemFiles } from "../ambient/files.ts";
import { writeOutputText } from "../ambient/output-file.ts";
import type { ProfileValues } from "../app/config-profile.ts";
import type { Origin } from "../app/profile-file.ts";
import type { BesideDocument, SideDocument, TuneDocument } from "../backtest/tune/document.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

const WIDTH = 120;

/** Throws CommandFailure when no profile may be written there. */
export function checkProfilePath(path: string): void {
  if (!path.endsWith(".toml")) {
    throw new CommandFailure(`--out ${path}: a profile's file ends in .toml; name one that does`, EXIT.usage);
  }
  if (systemFiles.exists(path)) {
    throw new CommandFailure(
      `--out ${path}: something is there, and nothing is written over; name another`,
      EXIT.usage,
    );
  }
}

/** Writes a profile that `profileText` has made. Throws CommandFailure when something has come to be there. */
export async function writeProfile(path: string, text: string): Promise<void> {
  checkProfilePath(path);
  await writeOutputText(path, text);
}

export interface ProfileStory {
  readonly path: string;
  /** Those chosen, under whatever name. */
  readonly values: ProfileValues;
  readonly origin: Origin;
  readonly document: TuneDocument;
}

/** A profile's file that tells how it was found. It is called as its file is. */
export function profileText({ path, values: { name: _, ...values }, origin, document }: ProfileStory): string {
  const { base } = document;
  const { changes } = document.final;
  const line = (name: string, value: unknown): string => {
    const note = Object.hasOwn(changes, name) ? ` # not as in ${base}` : "";
    return `${name} = ${JSON.stringify(value)}${note}`;
  };
  return [
    ...story(document, origin).flatMap((text) => (text === "" ? ["#"] : comment(text))),
    "",
    line("name", basename(path, ".toml")),
    "",
    ...Object.entries(values).map(([name, value]) => line(name, value)),
    "",
    "[origin]",
    line("chosen_on", origin.chosenOn),
    line("until", origin.until),
    line("searched", origin.searched),
    "",
  ].join("\n");
}

function story(document: TuneDocument, origin: Origin): readonly string[] {
  const { base, tried, folds, walk_forward: outOfSample, final } = document;
  const events = final.in_sample[0]?.events ?? 0;
  const changed = Object.keys(final.changes).length > 0;
  return [
    `Chosen by walk-forward selection from ${base}, on ${events} events of ${origin.chosenOn.join(", ")} until ${origin.until}, among ` +
      `${tried} profiles: ${document.objective}. Judged by ${document.judged_by.join(" and ")} fills in the setting ` +
      `${document.setting}; seed ${document.seed}.`,
    ...(changed ? [] : [`The search found nothing better: the values are those of ${base}.`]),
    "",
    ...(outOfSample.length === 0 || folds.length === 0
      ? ["Nothing is known of it out of sample: there was no second fold of calendar time."]
      : [
          `What to expect of such choosing, out of sample (chosen before each of ${folds.map(({ fold }) => fold).join(", ")} and traded ` +
            "over it), net:",
          ...outOfSample.map((row) => comparison(row, base)),
        ]),
    "",
    "On the events it was chosen on, which is no evidence:",
    ...final.in_sample.map((row) => comparison(row, base)),
  ];
}

function comparison({ fill_model: fillModel, chosen, base: beside }: BesideDocument, base: string): string {
  return `  ${fillModel}: ${said(chosen)}; ${base} ${said(beside)}`;
}

function said({
  net_usd: net,
  cents_per_contract: cents,
  interval_95: interval,
  sharpe_per_event: sharpe,
}: SideDocument): string {
  const bounds = interval === null ? "" : ` [${interval.map((bound) => bound.toFixed(2)).join(", ")}]`;
  return `${net.toFixed(0)} $, ${cents?.toFixed(2) ?? "-"} c/contract${bounds}, Sharpe ${sharpe?.toFixed(2) ?? "-"}`;
}

/** Comment lines no longer than the width; those that go on a line that is set in are set in further. */
function comment(text: string): readonly string[] {
  const indent = /^ */.exec(text)![0];
  const lines: string[] = [];
  let current = `# ${indent}`;
  for (const word of text.trim().split(" ")) {
    if (current.length + word.length > WIDTH) {
      lines.push(current.trimEnd());
      current = `# ${indent.repeat(2)}`;
    }
    current += `${word} `;
  }
  return [...lines, current.trimEnd()];
}
