/** Something that the operator should know and the engine has no use for. `code` is stable; `text` is for reading. */
export interface VenueNotice {
  readonly severity: "info" | "warning" | "critical";
  readonly code: string;
  readonly text: string;
}

export type Notify = (severity: VenueNotice["severity"], code: string, text: string) => void;
