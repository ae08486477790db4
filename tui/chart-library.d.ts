/** As much of blessed and its charts as is used: they come without types. */

declare module "blessed" {
  import type { Readable, Writable } from "node:stream";

  interface Screen {
    append(node: unknown): void;
    remove(node: unknown): void;
  }
  interface ScreenOptions {
    readonly input: Readable;
    readonly output: Writable;
    readonly terminal: string;
    readonly warnings: boolean;
  }
  const blessed: {
    screen(options: ScreenOptions): Screen;
    /** While `_bound` is set, a screen leaves the process's signals and errors alone. */
    readonly Screen: { _bound?: boolean };
  };
  // biome-ignore lint/style/noDefaultExport: it has no other
  export default blessed;
}

declare module "blessed-contrib/lib/widget/charts/line.js" {
  /** Colours are numbers of the terminal's palette. */
  interface LineOptions {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
    readonly minY: number;
    readonly maxY: number;
    readonly numYLabels: number;
    readonly xPadding: number;
    readonly xLabelPadding: number;
    readonly style: { readonly line: number; readonly text: number; readonly baseline: number };
  }
  interface Context {
    strokeStyle: number;
    fillStyle: number;
    beginPath(): void;
    moveTo(x: number, y: number): void;
    lineTo(x: number, y: number): void;
    stroke(): void;
    fillText(text: string, x: number, y: number): void;
    readonly _canvas: { frame(): string };
  }
  interface Line {
    readonly canvasSize: { readonly width: number; readonly height: number };
    readonly ctx: Context;
    setData(series: readonly { readonly x: readonly string[]; readonly y: readonly number[] }[]): void;
  }
  function line(options: LineOptions): Line;
  // biome-ignore lint/style/noDefaultExport: it has no other
  export default line;
}
