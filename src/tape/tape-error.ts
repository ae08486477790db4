/** A tape or settlement file that can't be read as what it should be. The message names the file, the line and the mend. */
export class TapeError extends Error {
  override readonly name = "TapeError";
  readonly exitCode = 2;
  constructor(
    readonly file: string,
    /** The physical line, from 1; undefined when the file as a whole is at fault. */
    readonly line: number | undefined,
    problem: string,
  ) {
    super(line === undefined ? `${file}: ${problem}` : `${file}: line ${line}: ${problem}`);
  }
}
