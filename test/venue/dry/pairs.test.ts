import { expect, test } from "vitest";
import { pairOf } from "./pairs.ts";

/**
 * The bounds that docs/dry-run.md states, of contracts filled: each world's, and of orders that get something only in the dry run. That it gets
 * less is no mistake of its own: this crowd also takes what nobody would have taken had our quotes not been there.
 */
const OF_THE_SENT = { least: 0.5, most: 1.1 };
const MOST_ONLY_DRY = 0.15;

test.each([
  { by: "the stream", isKeyless: false, seed: 10 },
  { by: "REST", isKeyless: true, seed: 2 },
])(
  "a dry run by $by fills about what the same orders get when they are really sent: seed $seed",
  async ({ seed, isKeyless }) => {
    const { dry, throughOnly, sent, onlyDry, writes } = await pairOf(seed, { hours: 1, isKeyless });
    expect(writes).toBe(0);
    expect(sent.contracts).toBeGreaterThan(9);
    expect(dry.contracts / sent.contracts).toBeGreaterThan(OF_THE_SENT.least);
    expect(dry.contracts / sent.contracts).toBeLessThan(OF_THE_SENT.most);
    expect(throughOnly.contracts).toBeLessThanOrEqual(dry.contracts);
    expect(onlyDry / dry.fills).toBeLessThan(MOST_ONLY_DRY);
  },
);
