/** What a profile brought on tapes, as docs/profiles.md tells it: net cents per contract by `through`, the strictest fill model. */
interface Tried {
  /** On weather tapes, with its 95% interval, and in the last quarter of them. */
  readonly weather: {
    readonly cents: number;
    readonly interval: readonly [number, number];
    readonly lastQuarter: number;
  };
  /** On KXTOPMONTHLY: net dollars over contracts filled, on ten contracts of three events. */
  readonly music: { readonly dollars: number; readonly contracts: number };
  /** It was chosen on those very tapes. */
  readonly isInSample?: boolean;
}

const TRIED: Readonly<Record<string, Tried>> = {
  documented: {
    weather: { cents: 0.03, interval: [-0.23, 0.27], lastQuarter: -0.64 },
    music: { dollars: -1.5, contracts: 241 },
  },
  coherent: {
    weather: { cents: 3.13, interval: [2.58, 3.7], lastQuarter: 1.62 },
    music: { dollars: 5.47, contracts: 151 },
  },
  best: {
    weather: { cents: 5.27, interval: [4.68, 5.88], lastQuarter: 3.22 },
    music: { dollars: 13.31, contracts: 172 },
    isInSample: true,
  },
};

/** Of these only the second half was looked at. */
const MUSIC_ONLY: Readonly<Record<string, Tried["music"]>> = {
  "fixed-3c": { dollars: -2.89, contracts: 340 },
  "fixed-5c": { dollars: -0.39, contracts: 160 },
  "no-skew": { dollars: -1.09, contracts: 216 },
};

/**
 * What to expect of a profile, for whoever is about to trade by it, one line each.
 *
 * @param changed values that aren't the profile's, as "order_size = 1"
 */
export function expectedResult(profile: string, changed: readonly string[] = []): readonly string[] {
  const others =
    changed.length === 0 ? [] : [`that is without ${changed.join(", ")}: what comes of those, nobody has tried`];
  return [...tried(profile), ...others];
}

function tried(profile: string): readonly string[] {
  const found = Object.hasOwn(TRIED, profile) ? TRIED[profile] : undefined;
  const music = found?.music ?? (Object.hasOwn(MUSIC_ONLY, profile) ? MUSIC_ONLY[profile] : undefined);
  if (music === undefined) return ["nobody knows: it was never tried (docs/profiles.md has what was)"];
  const { dollars, contracts } = music;
  const onMusic = `${signed(dollars)} dollars on ${contracts} contracts of KXTOPMONTHLY tapes: indistinguishable from nothing`;
  if (found === undefined) return [onMusic, "it is no way to earn (docs/profiles.md)"];
  const { cents, interval, lastQuarter } = found.weather;
  const [low, high] = interval;
  const sample = found.isInSample === true ? ", on which it was chosen" : "";
  return [
    `${signed(cents)} c a contract [${signed(low)}, ${signed(high)}] on weather tapes${sample}; ${signed(lastQuarter)} c in their last quarter`,
    onMusic,
    "expect less: nothing on a tape answers to our quotes (docs/profiles.md)",
  ];
}

function signed(figure: number): string {
  return `${figure < 0 ? "" : "+"}${figure.toFixed(2)}`;
}
