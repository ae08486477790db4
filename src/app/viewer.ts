import type { View } from "./view.ts";

/** What a viewer can ask for. `ticker` absent: every leg. `kill-ours` leaves orders of other hands alone. */
export interface ActionCommand {
  readonly action: "pull" | "resume" | "reduce" | "adopt" | "kill" | "kill-ours" | "stop";
  readonly ticker?: string;
}

/** A value of the profile is to be another from now on: on one contract, or on all. */
export interface SetCommand {
  readonly action: "set";
  readonly ticker?: string;
  /** As files call it: `order_size`. */
  readonly name: string;
  /** As it would stand in a file, without quotation marks: `2.5`, `true`, `dynamic`. */
  readonly value: string;
  /** Whoever asks knows that it may add risk, and wants it. */
  readonly confirmed?: boolean;
}

export type ViewerCommand = ActionCommand | SetCommand;

export interface ViewerReply {
  readonly ok: boolean;
  /** What happened, or why not; one line. */
  readonly text: string;
  /** It wasn't done because it adds risk: asked again with `confirmed`, it will be. */
  readonly unconfirmed?: boolean;
}

/** A viewer's line to a running engine, given to the interface by whoever opened it. */
export interface ViewerConnection {
  /** Called for each snapshot; the newest replaces the others. */
  onView(listener: (view: View) => void): void;
  /** Called when the engine says why it shows nothing. */
  onTrouble?(listener: (text: string) => void): void;
  /** Called once when the engine is gone, with why. */
  onClose(listener: (reason: string) => void): void;
  send(command: ViewerCommand): Promise<ViewerReply>;
  close(): void;
}

export interface InterfaceOptions {
  /** Nothing can be acted on. */
  readonly readonly: boolean;
  /** Nothing was configured: it says what this is, and what to try. */
  readonly isFirstRun?: boolean;
}

/** How the interface is opened by the commands that have one. Resolves with the exit code when the viewer leaves. */
export interface Interface {
  open(connection: Promise<ViewerConnection>, options: InterfaceOptions): Promise<number>;
}

/** A chart for the terminal. Places are side by side and equally far apart. */
export interface PrintedChart {
  readonly title: string;
  /** What stands under the first place and under the last. */
  readonly from: string;
  readonly to: string;
  /** Lines, each with a letter of its own at its ends; null: a gap. */
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** Single places that are marked: what we bought (`bid`) and sold (`ask`), and what others traded (`quiet`). */
  readonly marks: readonly { readonly place: number; readonly value: number; readonly tone: "bid" | "ask" | "quiet" }[];
}

/** How charts are printed by the commands that have some: as text, in the colours and letters that the terminal has. */
export interface ChartPrinter {
  print(charts: readonly PrintedChart[]): Promise<string>;
}
