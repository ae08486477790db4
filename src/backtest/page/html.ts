const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What can't be seen or turns the text around it: control characters, directions, halves of letters, unassigned places. */
const UNPRINTABLE = /(?![\t\n\r])\p{C}/gu;

/** HTML that is safe where it stands: made of texts only by `html` and `joined`. */
export class Html {
  constructor(readonly text: string) {}
}

/** Text for between tags or inside a quoted attribute. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (letter) => ESCAPES[letter]!);
}

/** Text without what can't be seen; each such character becomes U+FFFD. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, "\ufffd");
}

/** A template whose texts are escaped; pieces of HTML stand as they are. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  let text = parts[0]!;
  for (const [index, value] of values.entries()) {
    text += value instanceof Html ? value.text : escaped(String(value));
    text += parts[index + 1]!;
  }
  return new Html(text);
}

export function joined(pieces: readonly Html[]): Html {
  return new Html(pieces.map(({ text }) => text).join(""));
}
