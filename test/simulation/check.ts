import type { Command } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import type { Fact } from "../../src/venue/sim/fact.ts";
import type { Sent } from "./network.ts";
import type { Program } from "./program.ts";

/** Something that must never be false. Each is told of what it asks to be told of, right after it has happened. */
export interface Check {
  /** A request leaves a program. */
  sent?(request: Sent): void;
  /** The exchange takes a request in. */
  arriving?(request: Sent): void;
  /** A program is told an answer. */
  answered?(request: Sent): void;
  /** Something has happened on the exchange. */
  fact?(fact: Fact): void;
  /** An engine has handled an input. */
  input?(program: Program, input: Input, commands: readonly Command[]): void;
  /** A program could not begin, or its run has come to an end. */
  over?(program: Program): void;
  /** Time has passed: some times a second. */
  look?(): void;
  /** The simulation is over. */
  end?(): void;
}

/** Says that something that must never be false is. */
export type Violated = (invariant: string, detail: string) => void;
