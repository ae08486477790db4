import type { RecordProgress } from "./recorder.ts";

const BAR = 24;

/** How far a recording is at a moment, and since when it has gone on in this process. */
export interface Pace {
  readonly progress: RecordProgress;
  /** The same when the process began. */
  readonly first: RecordProgress;
  readonly elapsedMs: number;
}

/** A line for a terminal: a bar while the history is read, with rate and time left; then what is being followed. */
export function progressBar(pace: Pace): string {
  const { progress } = pace;
  if (progress.following) return followed(progress);
  const share = shareOf(progress);
  const full = Math.floor(share * BAR);
  const bar = `[${"#".repeat(full)}${"-".repeat(BAR - full)}]`;
  return `history ${bar} ${Math.floor(share * 100)}%, ${counted(progress.trades, "trade")}${ratePart(pace)}${leftPart(pace)}`;
}

/** The same as a plain line, for logs. */
export function progressLine(pace: Pace): string {
  const { progress } = pace;
  if (progress.following) return followed(progress);
  const upTo = new Date(progress.upTo).toISOString().slice(0, 16);
  const share = Math.floor(shareOf(progress) * 100);
  return `history read up to ${upTo}Z (${share}%), ${counted(progress.trades, "trade")}${ratePart(pace)}${leftPart(pace)}`;
}

function followed({ trades, messages, live, upTo }: RecordProgress): string {
  const stream = live ? `${counted(messages, "message")}, stream live` : counted(messages, "message");
  return `following: ${counted(trades, "trade")} up to ${new Date(upTo).toISOString().slice(0, 19)}Z, ${stream}`;
}

function shareOf({ from, upTo, until }: RecordProgress): number {
  return until <= from ? 0 : Math.min(1, (upTo - from) / (until - from));
}

function ratePart({ progress, first, elapsedMs }: Pace): string {
  return elapsedMs < 1_000 ? "" : `, ${Math.round((progress.trades - first.trades) / (elapsedMs / 1_000))}/s`;
}

/** By the time that has been read in the time that has passed. */
function leftPart({ progress, first, elapsedMs }: Pace): string {
  const read = progress.upTo - first.upTo;
  const left = progress.until - progress.upTo;
  if (elapsedMs < 1_000 || read <= 0 || left <= 0) return "";
  return `, ${clockText((left / read) * elapsedMs)} left`;
}

/** `4:12`, `1:04:12`: hours only where there are any. */
export function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
