const SHAPE = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)$/;

/**
 * Epoch microseconds of a UTC time such as 2025-06-04T14:02:03.221164Z, or undefined when it is none. Digits beyond the microsecond
 * are dropped: the exchange has none.
 */
export function microseconds(text: string): number | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > lastDay || hour > 23 || minute > 59 || second > 59) return undefined;
  const fraction = (match[7] ?? "").slice(0, 6).padEnd(6, "0");
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + Number(fraction);
}

const EPOCH_SHAPE = /^(\d{1,19})(?:\.(\d+))?$/;
const MICRO_DIGITS = { s: 6, ms: 3, us: 0, ns: -3 } as const;
const YEAR_2000_US = Date.UTC(2000, 0) * 1000;

/**
 * Epoch microseconds of a decimal number of seconds, milliseconds, microseconds or nanoseconds since 1970, or undefined when it is none
 * or lies before the year 2000, as it does with the wrong unit. Digits beyond the microsecond are dropped.
 */
export function epochMicroseconds(text: string, unit: keyof typeof MICRO_DIGITS): number | undefined {
  const [, whole, fraction = ""] = EPOCH_SHAPE.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = MICRO_DIGITS[unit];
  const micros = Number(digits < 0 ? whole.slice(0, digits) : whole + fraction.slice(0, digits).padEnd(digits, "0"));
  return Number.isSafeInteger(micros) && micros >= YEAR_2000_US ? micros : undefined;
}

/** The text of epoch microseconds that `microseconds` reads. */
export function isoTime(micros: number): string {
  const ms = Math.floor(micros / 1000);
  return `${new Date(ms).toISOString().slice(0, -1)}${String(micros - ms * 1000).padStart(3, "0")}Z`;
}
