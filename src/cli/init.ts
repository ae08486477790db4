import { examineDisk, makePrivate } from "../ambient/disk.ts";
import { systemFiles } from "../ambient/files.ts";
import { type KeyPair, makeKeyPair } from "../ambient/key-pair.ts";
import { createNewFile } from "../ambient/new-file.ts";
import { readSecretFile } from "../ambient/secret-file.ts";
import { ConversationEnded, isConversational, openTerminalLines } from "../ambient/terminal-lines.ts";
import { settingsPath } from "../app/config-sources.ts";
import { type Answers, settingsOf } from "../app/init/answers.ts";
import { beatenSettings, beatenWords } from "../app/init/beaten.ts";
import { isYes, wrapped } from "../app/init/conversation.ts";
import type { KeyQuestions } from "../app/init/key-questions.ts";
import { type Asked, askAll, type Given } from "../app/init/questions.ts";
import { settleAll } from "../app/init/settle.ts";
import { publishKeyWords } from "../app/init/words.ts";
import { writeSetup } from "../app/init/write-setup.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { givenIn } from "./init-given.ts";
import type { InitOptions } from "./init-options.ts";

const SIGNALS = { SIGHUP: 1, SIGTERM: 15 } as const;
const INTERRUPTED = 130; // 128 + SIGINT, as Ctrl-C ends a program

/** `tauroi init`: writes a settings file from options and answers. */
export async function action({ options, print, complain }: Invocation<InitOptions>): Promise<number> {
  const path = settingsPath(options.config, process.env);
  if (systemFiles.exists(path)) {
    const mend = "it is not replaced: edit it, move it away, or name another with --config";
    throw new CommandFailure(`${path} is there already, and ${mend}`, EXIT.usage);
  }
  const given = givenIn(options);
  const isAsking = options.yes !== true && options.json !== true && isConversational();
  const asked = isAsking
    ? await conversation(path, given, print)
    : settleAll({ ...given, takesDefaults: options.yes === true }, keyQuestions());
  if (asked === undefined) {
    complain("\nnothing was written");
    return INTERRUPTED;
  }
  writeSetup({ ...asked, path, create: createNewFile, files: systemFiles });
  if (options.json === true) print(JSON.stringify(document(path, asked)));
  else print(told(path, asked, isAsking, options.config));
  return EXIT.fine;
}

function keyQuestions(): KeyQuestions {
  return {
    environment: process.env,
    exists: systemFiles.exists,
    readSecret: readSecretFile,
    isOpen: (file) => ((examineDisk(file)?.mode ?? 0) & 0o077) !== 0,
    makePrivate,
    makePair: () => makeKeyPair("rsa"),
  };
}

/** Asks, shows what was answered, and has it confirmed; undefined when whoever was asked has left or said no. */
async function conversation(path: string, given: Given, print: (text: string) => void): Promise<Asked | undefined> {
  const lines = openTerminalLines();
  for (const [name, number] of Object.entries(SIGNALS)) process.on(name, () => process.exit(128 + number));
  const talk = { ask: lines.ask, say: (text: string) => print(wrapped(text)) };
  try {
    talk.say(`Some questions, then ${path} is written, whole.`);
    talk.say("Enter takes what stands in [brackets]; Ctrl-C leaves everything as it is.");
    const asked = await askAll(given, talk, keyQuestions());
    print(`\n${summary(asked.answers)}\n`);
    return (await isYes(talk, `write ${path}? [yes]: `)) ? asked : undefined;
  } catch (error) {
    if (error instanceof ConversationEnded) return undefined;
    throw error;
  } finally {
    lines.close();
  }
}

function summary(answers: Answers): string {
  const rows = Object.entries(settingsOf(answers)).map(([name, value]) => `  ${name.padEnd(25)}${value}`);
  const { key } = answers;
  if (key !== undefined && key.id === undefined) rows.push(`  ${"(key, to be filled in)".padEnd(25)}${key.file}`);
  return rows.join("\n");
}

/** What was done and what comes next, for people. */
function told(path: string, { answers, pair }: Asked, wasShown: boolean, config: string | undefined): string {
  const option = config === undefined ? "" : ` --config ${config}`;
  return [
    `written: ${path}, for you alone (mode 600)`,
    ...newKeyWords(answers, pair, wasShown),
    ...beatenWords(beatenSettings(settingsOf(answers), process.env)),
    "next:",
    ...nextSteps(answers, option).map(([command, what]) => `  ${command.padEnd(14 + option.length)}${what}`),
  ].join("\n");
}

function newKeyWords({ venue, key }: Answers, pair: KeyPair | undefined, wasShown: boolean): readonly string[] {
  if (pair === undefined || key === undefined) return [];
  const kept = `written: ${key.file}, the key's private half (mode 600): keep it, nobody else has it`;
  const words = wasShown ? [] : ["its public half:", pair.publicKeyPem.trimEnd(), ...publishKeyWords(venue)];
  const open = key.id === undefined ? ["then fill in key_id and private_key_file in the settings file"] : [];
  return [kept, ...words, ...open];
}

function nextSteps({ venue }: Answers, option: string): readonly (readonly [command: string, what: string])[] {
  const run = venue === "sim" ? "trades on the embedded exchange" : "a dry run: real market data, nothing is sent";
  return [
    [`tauroi doctor${option}`, "looks at all that a run needs, and says what to do"],
    [`tauroi run${option}`, run],
  ];
}

function document(path: string, { answers, pair }: Asked) {
  const { key } = answers;
  return {
    file: path,
    settings: settingsOf(answers),
    key: key === undefined ? null : { id: key.id ?? null, file: key.file, public_key: pair?.publicKeyPem ?? null },
    beaten: beatenSettings(settingsOf(answers), process.env),
    next: nextSteps(answers, "").map(([command]) => command),
  };
}
