import { DEFAULTS } from "../config-schema.ts";
import { type Answers, LIMITS, type LimitName } from "./answers.ts";
import { problemsWith } from "./check-answers.ts";
import { WrongAnswer } from "./conversation.ts";
import { usualKeyFile } from "./key-place.ts";
import { checkedId, type KeyQuestions, keyFile, newKeyFile } from "./key-questions.ts";
import { type Asked, type Given, usualLimits } from "./questions.ts";

export interface Settled extends Given {
  /** What has a default may be left out. */
  readonly takesDefaults: boolean;
}

/** The answers where nobody can be asked. Throws WrongAnswer that names what is missing or wrong. */
export function settleAll({ takesDefaults, ...given }: Settled, keys: KeyQuestions): Asked {
  const missing = missingIn(given, takesDefaults);
  if (missing.length > 0) throw new WrongAnswer(`missing: ${missing.join("; ")}`);
  const venue = given.venue!; // or it would be missing
  const { way, id, file } = given.key;
  const pair = way === "make" ? keys.makePair() : undefined;
  const key: Answers["key"] =
    way === "file"
      ? { id: checkedId(id!), file: keyFile(file!, keys) }
      : way === "make"
        ? {
            id: id === undefined ? undefined : checkedId(id),
            file: newKeyFile(file ?? usualKeyFile(keys.environment, venue), keys),
          }
        : undefined;
  const { target = { series: DEFAULTS.series }, profile } = given;
  const limits: Record<LimitName, number> = { ...usualLimits(profile) };
  for (const name of LIMITS) limits[name] = given.limits[name] ?? limits[name];
  const answers = { venue, key, target, profile, limits };
  const problems = problemsWith(answers);
  if (problems.length > 0) throw new WrongAnswer(problems.join("\n"));
  return { answers, pair };
}

/** Options that are needed: those without a default, and the one that takes the defaults of the rest. */
function missingIn(given: Given, takesDefaults: boolean): readonly string[] {
  const { venue, target, key, profile, limits } = given;
  const missing = venue === undefined ? ["--venue"] : [];
  if (key.way === undefined && venue !== "sim") {
    missing.push("a key (--key-file FILE --key-id ID, or --generate-key, or --no-key)");
  }
  if (key.way === "file" && key.file === undefined)
    missing.push("--key-file (the file of the key that --key-id names)");
  if (key.way === "file" && key.id === undefined) missing.push("--key-id (the identifier of the key in --key-file)");
  const usual = usualLimits(profile);
  const defaults = [
    ...(target === undefined ? [`series ${DEFAULTS.series}`] : []),
    ...LIMITS.filter((name) => limits[name] === undefined).map((name) => `${name} ${usual[name]}`),
  ];
  if (takesDefaults || defaults.length === 0) return missing;
  return [...missing, `--yes (nobody can be asked here; it takes the defaults of the rest: ${defaults.join(", ")})`];
}
