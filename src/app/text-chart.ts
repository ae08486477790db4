const EIGHTHS = " ▁▂▃▄▅▆▇█";

/**
 * A chart in text: columns of blocks, `height` lines of `width` characters, the highest sample reaching the top and the lowest one an eighth of the
 * bottom line. Each column shows the last sample of its share of them, or its share of one. Empty for fewer than two samples.
 */
export function textChart(samples: readonly number[], width: number, height: number): readonly string[] {
  if (samples.length < 2) return [];
  const shown = Array.from(
    { length: width },
    (_, column) => samples[Math.ceil(((column + 1) * samples.length) / width) - 1]!,
  );
  const low = Math.min(...samples);
  const range = Math.max(...samples) - low;
  const steps = height * 8 - 1;
  const levels = shown.map((value) => 1 + (range === 0 ? 0 : Math.round(((value - low) / range) * steps)));
  return Array.from({ length: height }, (_, line) => {
    const floor = (height - 1 - line) * 8;
    return levels.map((level) => EIGHTHS[Math.min(8, Math.max(0, level - floor))]).join("");
  });
}
