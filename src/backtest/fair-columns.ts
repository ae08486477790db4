import type { FairValue } from "./fair-values.ts";

type ColumnType = "time" | "text" | "number" | "flag";

/** A column of a file of fair values. */
export interface FairColumn {
  readonly name: keyof FairValue;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** The columns, in their order in every kind of file. */
export const FAIR_COLUMNS: readonly FairColumn[] = [
  { name: "time", type: "time", nullable: false },
  { name: "event", type: "text", nullable: false },
  { name: "ticker", type: "text", nullable: false },
  { name: "vwap", type: "number", nullable: false },
  { name: "contracts", type: "number", nullable: false },
  { name: "side", type: "text", nullable: false },
  { name: "fair", type: "number", nullable: false },
  { name: "sd", type: "number", nullable: false },
  { name: "sd_trusted", type: "flag", nullable: false },
  { name: "sigma_b", type: "number", nullable: true },
  { name: "z_move", type: "number", nullable: true },
  { name: "z_raw", type: "number", nullable: true },
  { name: "z_print", type: "number", nullable: true },
  { name: "z_one_step", type: "number", nullable: true },
  { name: "jump_probability", type: "number", nullable: false },
  { name: "outlier_probability", type: "number", nullable: false },
  { name: "coherent_fair", type: "number", nullable: true },
  { name: "residual", type: "number", nullable: true },
  { name: "parameters", type: "text", nullable: false },
  { name: "calibrated_at", type: "time", nullable: true },
  { name: "hours_to_close", type: "number", nullable: true },
  { name: "resolved_share", type: "number", nullable: true },
  { name: "open_sd", type: "number", nullable: true },
  { name: "caution", type: "text", nullable: true },
];
