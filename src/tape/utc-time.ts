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
