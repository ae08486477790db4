/** What recordings are written in. */
export type RecordingFormat = "csv" | "jsonl" | "parquet";

export const RECORDING_FORMATS: readonly RecordingFormat[] = ["csv", "jsonl", "parquet"];
