import type { FeeType } from "../../market/event.ts";
import type { ModelName } from "../../model/fair-value-model.ts";
import type { SettingName } from "../setting.ts";
import type { TapeFillModel } from "../tape-fill-model.ts";
import type { ProfileValue } from "../tune/search-space.ts";
import type { Drawing, SweepAxis, SweepPoint } from "./sweep-space.ts";

/** A file that a sweep reads: what it is called, and the SHA-256 of its unpacked content. */
export interface HashedFile {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Everything that a sweep's result follows from. Two that are equal come to the same rows, on whatever machine and in however many parts; nothing in it says where
 * files lie or how many threads there are.
 */
export interface SweepDefinition {
  /** The program, as `--version` prints it. */
  readonly program: string;
  /** The profiles that are changed, with all their values. */
  readonly bases: readonly Readonly<Record<string, ProfileValue>>[];
  readonly axes: readonly SweepAxis[];
  /** Null: every point of the grid. */
  readonly drawing: Drawing | null;
  readonly fill_models: readonly TapeFillModel[];
  readonly model: ModelName;
  readonly setting: SettingName;
  readonly seed: number;
  readonly fee_type: FeeType;
  readonly unsettled: "skip" | "mark";
  readonly min_trades: number;
  /** What columns of the tapes are called, where they are called otherwise. */
  readonly columns: readonly string[];
  readonly tapes: readonly HashedFile[];
  readonly settlements: HashedFile | null;
}

/** One of a sweep's configurations: its place among all, and the values it is made of. */
export interface SweptConfiguration {
  readonly place: number;
  /** The profile that is changed. */
  readonly base: string;
  /** In the order of the definition's axes. */
  readonly point: SweepPoint;
}

/** A name for a definition that another one doesn't have: the SHA-256 of its text, shortened to 32 digits. */
export function fingerprintOf(definition: SweepDefinition): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(definition)).digest("hex").slice(0, 32);
}
