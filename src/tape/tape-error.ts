/** A tape or settlement file that can't be read as what it should be. The message names the file, the place and the mend. */
export class TapeError extends Error {
  override readonly name = "TapeError";
  readonly exitCode = 2;
  constructor(
    readonly file: string,
    /** The physical line, or the row of a file without lines, from 1; undefined when the file as a whole is at fault. */
    readonly line: number | undefined,
    problem: string,
    readonly place: Place = "line",
  ) {
    super(line === undefined ? `${file}: ${problem}` : `${file}: ${place} ${line}: ${problem}`);
  }
}

/** What the rows of a file are counted in. */
export type Place = "line" | "row";
