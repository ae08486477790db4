/**
 * The same for those who only look on, whose trouble is not to become the trading's: once it throws, `failed` hears why, and it does
 * nothing any more.
 */
export function untilItThrows<Told extends readonly unknown[]>(
  look: (...told: Told) => void,
  failed: (why: string) => void,
): (...told: Told) => void {
  let hasFailed = false;
  return (...told) => {
    if (hasFailed) return;
    try {
      look(...told);
    } catch (error) {
      hasFailed = true;
      failed(error instanceof Error ? error.message : String(error));
    }
  };
}
