import type { Order } from "./tape.ts";

export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

const DECAY = 0.98;
const HOUR_US = 3600e6;
/** Prices are held a cent away from 0 and 100 before their logit is taken. */
const CLIP = 0.01;

/**
 * One leg's filtered log-odds x of the price, with its belief volatility and its normalised move.
 *
 * - `seed`: sees an order's last price. R = 0.01, Q = median of the last 200 squared increments of the observed logit.
 *   The text says neither what is seen nor where it starts. The last price (not the VWAP) gives the study's losses (VWAP: a fifth
 *   too small) and, with the averages started at their first values, its TRAIN median sigma_b (0.56 for 0.571; VWAP 0.50).
 * - `coherent`: sees the VWAP. Q = 0.044 + 7.5e-4 dt (s), R = (6.58 / (100 p (1 - p)))^2 at the price seen.
 */
export class Filter {
  orders = 0;
  lastTime = 0;
  x = 0;
  private y = 0;
  private variance = 0;
  private readonly squares: number[] = [];
  private readonly path: number[] = [];
  private meanSquare = 0;
  private meanHours = 0;

  constructor(
    private readonly kind: "seed" | "coherent",
    private readonly longestGapHours = Number.POSITIVE_INFINITY,
  ) {}

  observe(order: Order): void {
    const share = (this.kind === "seed" ? order.last : order.vwap) / 100;
    const p = Math.min(1 - CLIP, Math.max(CLIP, share));
    const y = Math.log(p / (1 - p));
    const noise = this.kind === "seed" ? 0.01 : (6.58 / (100 * p * (1 - p))) ** 2;
    if (this.orders === 0) {
      this.x = y;
      this.variance = noise;
    } else this.step(y, noise, order.time - this.lastTime);
    this.orders += 1;
    this.y = y;
    this.lastTime = order.time;
    this.path.push(this.x);
    if (this.path.length > 6) this.path.shift();
  }

  private step(y: number, noise: number, elapsedUs: number): void {
    this.squares.push((y - this.y) ** 2);
    if (this.squares.length > 200) this.squares.shift();
    const drift = this.kind === "seed" ? median(this.squares) : 0.044 + 7.5e-4 * (elapsedUs / 1e6);
    const predicted = this.variance + drift;
    const gain = predicted / (predicted + noise);
    const move = gain * (y - this.x);
    this.x += move;
    this.variance = (1 - gain) * predicted;
    const weight = this.orders === 1 ? 1 : 1 - DECAY;
    const hours = Math.min(this.longestGapHours, Math.max(elapsedUs, 1e3) / HOUR_US);
    this.meanSquare += weight * (move ** 2 - this.meanSquare);
    this.meanHours += weight * (hours - this.meanHours);
  }

  /** Belief volatility in logit per square root of an hour: one average over the other. Null before the second order. */
  get sigma(): number | null {
    return this.orders < 2 ? null : Math.sqrt(this.meanSquare / this.meanHours);
  }

  /** The move over the last five orders against five orders' usual move. 0 before there are six. */
  get z(): number {
    if (this.path.length < 6 || this.meanSquare === 0) return 0;
    return (this.path[5]! - this.path[0]!) / Math.sqrt(5 * this.meanSquare);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
