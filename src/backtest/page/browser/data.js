/** The page's data, unpacked. Numbers in it are differences from the one before. */
export async function readData() {
  const packed = atob(document.getElementById("data").textContent.trim());
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(unpacked).text());
}

/** Numbers from their differences, each divided by `unit`; null stays null. */
export function sums(differences, unit) {
  let total = 0;
  return differences.map((each) => {
    if (each === null) return null;
    total += each;
    return total / unit;
  });
}

/** Seconds since the epoch, each later than the one before: what happened at one moment is told apart by less than can be seen. */
export function seconds(differences, [from, tick]) {
  const times = sums(differences, 1).map((ticks) => (from + ticks * tick) / 1_000);
  for (let place = 1; place < times.length; place += 1) {
    if (times[place] <= times[place - 1]) times[place] = times[place - 1] + 0.0005;
  }
  return times;
}

/** Values at their times: two columns, as the chart library wants them. */
export const steps = (at, values, scale) => [seconds(at, scale), sums(values, 10)];
