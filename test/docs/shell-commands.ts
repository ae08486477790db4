import { type Block, blocksOf, type Page } from "./pages.ts";

/** A command line that a page shows, or a script where the page shows one. */
export interface ShownCommand {
  readonly page: string;
  /** Without prompt and comment, on one line unless it is a script or has a text of its own after it. */
  readonly text: string;
}

/** Kinds of blocks that are no commands. A block that says nothing of its kind is taken for commands. */
const NO_COMMANDS: ReadonlySet<string> = new Set(["text", "toml", "json", "js", "sql", "yaml"]);
const COMMAND =
  /^([A-Z_]+=\S+ )*(tauroi|bun|curl|export|tmux|podman|useradd|install|systemctl|sh|(bin|docs)\/[\w./-]+)( |$)/;

/** Every command in the blocks of a page, in order. Throws for a block that is neither commands nor says what it is. */
export function commandsOf(page: Page): readonly ShownCommand[] {
  return blocksOf(page).flatMap((block) => {
    if (NO_COMMANDS.has(block.kind)) return [];
    if (block.kind === "sh") return [{ page: page.path, text: block.text.trimEnd() }];
    return linesOf(block).map((text) => {
      if (block.kind !== "" || !COMMAND.test(text)) {
        const mend = `if it is no command, its fence has to say what it is: ${[...NO_COMMANDS].join(", ")}`;
        throw new Error(`${page.path}:${block.line}: "${text}" is no command that is known; ${mend}`);
      }
      return { page: page.path, text };
    });
  });
}

/** The command lines of a block: where some have a prompt, the others are what was printed. */
function linesOf({ text }: Block): readonly string[] {
  const joined = text.replaceAll(/\\\n\s*/g, "");
  const prompted = /^\$ /m.test(joined);
  const lines: string[] = [];
  let until: string | undefined;
  for (const line of joined.split("\n")) {
    if (until !== undefined) {
      lines.push(`${lines.pop()}\n${line}`);
      if (line === until) until = undefined;
      continue;
    }
    if (line.trim() === "" || (prompted && !line.startsWith("$ "))) continue;
    const command = line.replace(/^\$ /, "").replace(/\s+#.*$/, "");
    until = /<<'?([A-Z]+)'?$/.exec(command)?.[1];
    lines.push(command);
  }
  return lines;
}

/** The words of a simple command as the shell takes them apart, without what leads elsewhere (pipes, files, the background). */
export function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  for (const [, double, single, bare] of command.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)) {
    if (bare !== undefined && /^(\||&&?|;|[12]?>>?.*|<<?.*)$/.test(bare)) break;
    words.push(double ?? single ?? bare ?? "");
  }
  return words;
}
