import { type RenderOptions, render } from "ink";
import type { ReactNode } from "react";
import { LineCodes, LineCodesContext } from "./screen-line-codes.ts";
import type { Size } from "./viewer-state.ts";

/** The terminal that a screen is on. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** What is drawn by the renderer, which nothing outside the `screen` files knows. */
export interface Screen {
  /** Resolves when all that is due has been written. */
  flush(): Promise<void>;
  /** Gives the terminal back as it was. */
  close(): Promise<void>;
}

/** Frames a second at most while keys are held down; the engine's news come four times a second (engine-feed.ts). */
const MAX_FPS = 30;

/**
 * Draws `node` on the alternate screen, in raw mode, rewriting only what changes. `resized` hears of a new size before the
 * frame for it is drawn, so that no frame is ever taller than the terminal. `failed` hears of a component that threw; the
 * terminal is restored by then.
 */
export function openScreen(
  node: ReactNode,
  { stdin, stdout }: Terminal,
  resized: (size: Size) => void,
  failed: (error: unknown) => void,
): Screen {
  const codes = new LineCodes();
  const whole = <LineCodesContext value={codes}>{node}</LineCodesContext>;
  const options: RenderOptions = {
    stdin,
    stdout: codes.decoding(stdout),
    exitOnCtrlC: false,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true, // the renderer would be silent where CI is set
    maxFps: MAX_FPS,
    patchConsole: false, // nothing here writes to it; Ctrl-L mends what others may have left on the screen
  };
  const instance = render(whole, options);
  const onResize = () => {
    resized(terminalSize(stdout));
    instance.rerender(whole); // at once: the renderer's own listener, which comes after this one, draws what is there then
  };
  stdout.prependListener("resize", onResize);
  instance.waitUntilExit().catch(failed);
  return {
    flush: () => instance.waitUntilRenderFlush(),
    async close() {
      stdout.off("resize", onResize);
      instance.unmount();
      await instance.waitUntilExit().catch(() => undefined); // a failure has been reported above
    },
  };
}

/** The terminal's size, 80x24 where it doesn't say. */
export function terminalSize({ columns, rows }: { readonly columns?: number; readonly rows?: number }): Size {
  return { columns: columns || 80, rows: rows || 24 };
}
