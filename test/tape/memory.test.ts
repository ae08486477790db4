import { expect, test } from "vitest";
import { peakMemory, type TapeKind } from "../bench/tape-memory.ts";

/** What a few hundred thousand trades are as text, or more as objects, stays far above this; what collection is late by, below. */
const NOISE_MB = 40;

test.each<readonly [TapeKind, small: number, large: number]>([
  ["csv, zstd", 200_000, 1_000_000],
  ["JSON lines", 80_000, 400_000],
  ["Parquet", 60_000, 240_000],
])("a larger tape takes no more memory: %s", async (kind, small, large) => {
  expect(await peakMemory(kind, large)).toBeLessThan((await peakMemory(kind, small)) + NOISE_MB);
});
