const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** What a duration looks like: "4h55m", "90s", "250ms": whole numbers, each with its unit, the larger first; not zero. */
export const DURATION = /^(?=.*[1-9])(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?(?:(\d{1,9})ms)?$/;

export const DURATION_WORDS = "a duration such as 90s, 10m or 4h55m";

/** Milliseconds of a duration. Throws RangeError naming the text when it is none. */
export function parseDuration(text: string): number {
  const match = DURATION.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not ${DURATION_WORDS}`);
  return Object.values(UNIT_MS).reduce((sum, unit, index) => sum + Number(match[index + 1] ?? 0) * unit, 0);
}
