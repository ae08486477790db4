/** `halfSpreadCents` to `half_spread_cents`: a value's name in code, as files and people have it. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
