const KINDS = { order: "1", trade: "2", group: "3", transfer: "4", fees: "5", print: "6", depth: "7" } as const;

/** The n-th id of a kind: in the form of a UUID, as the real exchange's are, but the same in every run. */
export function identifier(kind: keyof typeof KINDS, n: number): string {
  return `0000000${KINDS[kind]}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}
