/** What the program's exit code says; a signal exits with 128 + its number once orders are pulled. */
export const EXIT = {
  fine: 0,
  unexpected: 1,
  usage: 2, // or configuration
  credentials: 3,
  venueUnreachable: 4,
  reconciliationDrift: 5,
  haltedByRisk: 6,
  accountHeld: 7, // by another engine
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that the operator can mend: its message is printed without a stack, and `exitCode` ends the program. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  constructor(
    message: string,
    readonly exitCode: ExitCode,
  ) {
    super(message);
  }
}
