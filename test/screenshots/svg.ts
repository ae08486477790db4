/** A terminal's screen, as text with SGR sequences, as a picture. Knows the sequences that tmux writes when it captures a pane. */

const CELL = { width: 8.4, height: 18, baseline: 13.5 } as const;
const MARGIN = 12;
const FONT = "'DejaVu Sans Mono','Menlo','Consolas','Liberation Mono',monospace";

const GROUND = "#16181d";
const INK = "#d6d8dd";
/** Of the 256 colours those that the interface uses, and the sixteen's that stand in for them. */
const COLOURS: Readonly<Record<string, string>> = {
  "32": "#0087d7",
  "166": "#d75f00",
  "94": "#5c9dff",
  "31": "#d7452f",
};

interface Look {
  readonly colour: string | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
}

const PLAIN: Look = { colour: undefined, bold: false, dim: false, inverse: false };

interface Run {
  readonly text: string;
  readonly column: number;
  readonly look: Look;
}

/** The screen as an SVG document; every run of one look stands exactly over its columns, whatever font shows it. */
export function screenSvg(screen: string, columns: number, title: string): string {
  const lines = screen.replace(/\n+$/, "").split("\n");
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = Math.ceil(lines.length * CELL.height + 2 * MARGIN);
  const rows = lines.flatMap((line, row) => runsOf(line).map((run) => drawn(run, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${GROUND}"/>`,
    `<g font-family="${FONT}" font-size="14" fill="${INK}" xml:space="preserve" style="white-space:pre">`,
    ...rows,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** The pieces of a line that look alike. Blanks without a background are left out. */
function runsOf(line: string): Run[] {
  const runs: Run[] = [];
  let look = PLAIN;
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what this is about
  for (const [, parameters, text = ""] of line.matchAll(/\x1b\[([\d;]*)m|([^\x1b]+)/g)) {
    if (parameters !== undefined) look = changed(look, parameters);
    else {
      if (text.trim() !== "" || look.inverse) runs.push({ text, column, look });
      column += Bun.stringWidth(text);
    }
  }
  return runs;
}

function changed(look: Look, parameters: string): Look {
  const codes = parameters === "" ? ["0"] : parameters.split(";");
  let next = look;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    if (code === "0") next = PLAIN;
    else if (code === "1") next = { ...next, bold: true };
    else if (code === "2") next = { ...next, dim: true };
    else if (code === "7") next = { ...next, inverse: true };
    else if (code === "22") next = { ...next, bold: false, dim: false };
    else if (code === "27") next = { ...next, inverse: false };
    else if (code === "49")
      continue; // the background that there is anyway
    else if (code === "39") next = { ...next, colour: undefined };
    else if (code === "38" && codes[at + 1] === "5") {
      next = { ...next, colour: colourOf(codes[at + 2] ?? "") };
      at += 2;
    } else next = { ...next, colour: colourOf(code) };
  }
  return next;
}

function colourOf(code: string): string {
  const colour = COLOURS[code];
  if (colour === undefined) throw new Error(`the colour ${code} has no picture yet: add it to COLOURS`);
  return colour;
}

function drawn({ text, column, look }: Run, row: number): string {
  const x = round(MARGIN + column * CELL.width);
  const top = MARGIN + row * CELL.height;
  const length = round(Bun.stringWidth(text) * CELL.width);
  const colour = look.colour ?? INK;
  const ground = look.inverse
    ? `<rect x="${x}" y="${round(top)}" width="${length}" height="${CELL.height}" fill="${colour}"/>`
    : "";
  const fill = look.inverse ? GROUND : look.colour;
  const style = [
    ...(fill === undefined ? [] : [`fill="${fill}"`]),
    ...(look.bold ? ['font-weight="bold"'] : []),
    ...(look.dim ? ['opacity="0.6"'] : []),
  ];
  const place = `x="${x}" y="${round(top + CELL.baseline)}" textLength="${length}" lengthAdjust="spacingAndGlyphs"`;
  return `${ground}<text ${[place, ...style].join(" ")}>${escaped(text)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
