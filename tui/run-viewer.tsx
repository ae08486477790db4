import type { ViewerConnection } from "../src/app/viewer.ts";
import { App } from "./app.tsx";
import { isUtf8 } from "./ascii.ts";
import { LazyCharts } from "./charts.ts";
import { localClock } from "./local-clock.ts";
import { openScreen, type Terminal, terminalSize } from "./screen.tsx";
import { colourDepthOf } from "./screen-tones.ts";
import { Suspension } from "./suspension.ts";
import { tidyNowAndThen } from "./tidy.ts";
import { Viewer } from "./viewer.ts";

/** How a viewer came to its end. */
export type Outcome = { readonly code: number } | { readonly error: unknown };

/** A viewer on a terminal. */
export interface RunningViewer {
  readonly suspension: Suspension;
  readonly outcome: Promise<Outcome>;
  /** Ends it from outside. */
  end(outcome: Outcome): void;
}

interface RunOptions {
  readonly connection: Promise<ViewerConnection>;
  readonly readonly: boolean;
  /** Nothing was configured: it begins with a line about what this is. */
  readonly isFirstRun: boolean;
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stopProcess: () => Promise<void>;
}

/** Draws the interface on `terminal` until it is left. `outcome` resolves when the terminal is as it was. */
export function runViewer(options: RunOptions): RunningViewer {
  const { connection, readonly, isFirstRun, terminal, environment, stopProcess } = options;
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const suspension = new Suspension(stopProcess);
  const stopTidying = tidyNowAndThen();
  const end = (outcome: Outcome) => {
    stopTidying();
    viewer.close();
    screen.close().then(
      () => resolve(outcome),
      () => resolve(outcome),
    );
  };
  const viewer = new Viewer({
    connection,
    readonly,
    isFirstRun,
    size: terminalSize(terminal.stdout),
    clock: localClock,
    leave: end,
    suspend: () => void suspension.suspend(),
    redraw: () => void suspension.continued(),
  });
  const charts = new LazyCharts(async () => (await import("./chart-canvas.ts")).drawChart);
  const screen = openScreen(
    <App
      viewer={viewer}
      readonly={readonly}
      isAscii={!isUtf8(environment)}
      colourDepth={colourDepthOf(terminal.stdout, environment)}
      suspension={suspension}
      charts={charts}
    />,
    terminal,
    viewer.resize,
    (error) => end({ error }),
  );
  return { suspension, outcome: promise, end };
}
