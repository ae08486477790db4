import type { Line, Tone } from "./line.ts";

/** For each tone the parameters of its SGR sequence; empty where it looks like everything else. */
export type Palette = Readonly<Record<Tone, string>>;

const BOLD = "1";
const DIM = "2";
const INVERSE = "7";

/**
 * Blue and orange, which colour-blind people tell apart, in mid tones that read on black and on white (contrast 3.9 and more).
 * With 16 colours bright blue and red: yellow is not legible on white.
 */
const RICH = { blue: "38;5;32", orange: "38;5;166" };
const BASIC = { blue: "94", orange: "31" };

/** How the tones look with `colourDepth` bits of colour (1: none at all, not even bold). */
export function paletteFor(colourDepth: number): Palette {
  const { blue, orange } = colourDepth >= 8 ? RICH : BASIC;
  const palette: Palette = {
    plain: "",
    quiet: DIM,
    strong: BOLD,
    calm: blue,
    warn: orange,
    alarm: [BOLD, INVERSE, orange].join(";"),
    severe: [BOLD, orange].join(";"),
    bid: [BOLD, blue].join(";"),
    ask: [BOLD, orange].join(";"),
    live: [BOLD, INVERSE, orange].join(";"),
    "dry-run": [BOLD, INVERSE].join(";"),
    paper: [BOLD, INVERSE, blue].join(";"),
  };
  return colourDepth > 1 ? palette : (Object.fromEntries(Object.keys(palette).map((tone) => [tone, ""])) as Palette);
}

/** Bits of colour that a terminal shows; none where NO_COLOR is set (no-color.org: to anything but an empty string). */
export function colourDepthOf(
  stdout: { getColorDepth(): number },
  environment: Readonly<Record<string, string | undefined>>,
): number {
  return environment["NO_COLOR"] ? 1 : stdout.getColorDepth();
}

/** A line as the terminal wants it. */
export function ansiText(spans: Line, palette: Palette): string {
  return spans.map(({ text, tone }) => (palette[tone] === "" ? text : `\x1b[${palette[tone]}m${text}\x1b[0m`)).join("");
}
