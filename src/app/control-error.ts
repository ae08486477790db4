/** A running engine can't be reached, or its control socket can't be made. The message names the path and the mend. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  constructor(
    message: string,
    /** 4 when no engine answers, 2 when the call must be made more precise, 7 when another engine is in the way. */
    readonly exitCode: 2 | 4 | 7,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Whether it says that nobody is there, rather than somebody who doesn't answer. */
export function isNobody({ cause }: ControlError): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "ENOENT" || code === "ECONNREFUSED";
}
