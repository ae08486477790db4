import type { Random } from "../../ambient/random.ts";

/** How long one command takes to the exchange, in milliseconds. */
export type Latency = () => number;

/** The study's: a second, always. */
export function fixedLatency(ms: number): Latency {
  return () => ms;
}

/** What a program on a rented machine sees at worst and at best, each delay equally likely. */
export function drawnLatency(random: Random, lowMs = 300, highMs = 3_000): Latency {
  return () => random.integer(lowMs, highMs);
}
