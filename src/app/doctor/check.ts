/** What an examination of one thing came to. */
export interface Check {
  readonly name: string;
  /** `skipped`: it could not be looked at, for want of something that another check tells. */
  readonly status: "ok" | "warning" | "failed" | "skipped";
  readonly detail: string;
  /** What to do about it; empty only where all is well. */
  readonly mend: string;
  /** With what the program ends when this failed, unless something before it did. */
  readonly exitCode?: number;
}

export function ok(name: string, detail: string): Check {
  return { name, status: "ok", detail, mend: "" };
}

export function warning(name: string, detail: string, mend: string): Check {
  return { name, status: "warning", detail, mend };
}

export function failed(name: string, detail: string, mend: string, exitCode: number): Check {
  return { name, status: "failed", detail, mend, exitCode };
}

export function skipped(name: string, detail: string, mend: string): Check {
  return { name, status: "skipped", detail, mend };
}
