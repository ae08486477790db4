/** A recording can't be begun or gone on with. The message names the folder and the mend. */
export class RecordError extends Error {
  override readonly name = "RecordError";
  constructor(
    message: string,
    /** 2: what was asked for; 7: another recorder writes there. */
    readonly exitCode: 2 | 7 = 2,
  ) {
    super(message);
  }
}
