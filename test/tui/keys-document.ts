import { keyGroups } from "../../tui/keys.ts";

/** The page about the keys, made from their one table: `docs/keys.md`. */
export function keysDocument(): string {
  const groups = keyGroups().map(({ title, bindings }) =>
    [
      `## ${title}`,
      "",
      "| key | what it does |",
      "|---|---|",
      ...bindings.map(({ keys, what }) => `| ${keys.map((key) => `\`${named(key)}\``).join(" ")} | ${escaped(what)} |`),
    ].join("\n"),
  );
  return `${[OPENING, ...groups, CLOSING].join("\n\n")}\n`;
}

const OPENING = `# Keys

The keys of \`tauroi\` and \`tauroi attach\`, made from the program's own table (\`tui/keys.ts\`), as \`?\` shows them. What takes risk away is done at
once and may be pressed twice; what adds some asks first, and any other key takes the question back. What is pasted is taken for no key.`;

const CLOSING = `With \`--readonly\` every key that acts is off and says so, and the engine refuses on that connection whatever is asked of it. \`K\` and \`P\` work
in every view, on a terminal too small for any, while a question is open and while a filter is typed; a filter finds small letters
and capitals alike, so that nobody needs to type one.`;

function named(key: string): string {
  return key === " " ? "space" : key;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
