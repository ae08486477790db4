/** How a source of signals is, for the panel: what it watches now, or why it is blind. Blind is shown and changes nothing else (QUOTING.md R17). */
export interface SourceReport {
  /** "spotify", "file", "calendar". */
  readonly source: string;
  readonly state: "starting" | "active" | "blind";
  /** In one line: "releases and popularity of 12 artists", or what went wrong. */
  readonly detail: string;
}
