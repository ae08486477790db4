/** Somebody who can be asked, and told. */
export interface Conversation {
  /** Answers a line without spaces around; rejects when the other has left. */
  ask(question: string): Promise<string>;
  say(text: string): void;
}

/** An answer, or an option's value, that isn't what was asked for. The message says what is. */
export class WrongAnswer extends Error {
  override readonly name = "WrongAnswer";
  readonly exitCode = 2;
}

/** Asks until the answer is right; `judge` throws what an operator can mend, such as WrongAnswer, when it isn't. */
export async function askUntil<T>(
  talk: Conversation,
  question: string,
  judge: (text: string) => T | Promise<T>,
): Promise<T> {
  for (;;) {
    const text = await talk.ask(question);
    try {
      return await judge(text);
    } catch (error) {
      if (!(error instanceof Error && "exitCode" in error)) throw error;
      talk.say(`  ${error.message}`);
    }
  }
}

/** Choices for people, one beneath the other. */
export function choices(list: readonly (readonly [name: string, what: string])[]): string {
  return list.map(([name, what]) => `  ${name.padEnd(6)}${what}`).join("\n");
}

/** Whether the answer is yes, which it is when it is empty. */
export async function isYes(talk: Conversation, question: string): Promise<boolean> {
  return await askUntil(talk, question, (text) => {
    if (/^(y|yes|)$/i.test(text)) return true;
    if (/^(n|no)$/i.test(text)) return false;
    throw new WrongAnswer("expected yes or no");
  });
}

const COLUMNS = 79;

/** Text broken at words into lines of 79 columns, each indented as the line that it comes from. */
export function wrapped(text: string): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const [, indent = "", words = ""] = /^( *)(.*)$/.exec(line) ?? [];
      const lines: string[] = [];
      for (const word of words.split(/(?<=\S) /)) {
        const last = lines.at(-1);
        if (last !== undefined && `${last} ${word}`.length <= COLUMNS) lines[lines.length - 1] = `${last} ${word}`;
        else lines.push(indent + word);
      }
      return lines;
    })
    .join("\n");
}
