import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/**
 * A recording of the exchange's own messages: two markets in three segments, each a connection, made without `use_yes_price`. The recorder
 * dropped the `sid`; one is put back here for each channel. It lies beside the repository: where it is absent, `recordingPresent` is
 * false and tests that need it are skipped.
 */
const FILE = new URL("../../../../../shared/data/l2/kxbtc15m_ws.jsonl.gz", import.meta.url).pathname;

export const recordingPresent = existsSync(FILE);

const SIDS: Readonly<Record<string, number>> = { orderbook_snapshot: 1, orderbook_delta: 1, ticker: 2 };

export interface Recorded {
  readonly segment: number;
  readonly type: string;
  /** When the recorder had it, by a clock about 0.2 s behind the exchange's. */
  readonly receivedMs: number;
  /** The message as it came over the wire. */
  readonly text: string;
}

/** Every recorded message in order. */
export function readRecording(): readonly Recorded[] {
  const lines = gunzipSync(readFileSync(FILE)).toString("utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const { recv_ns, segment, type, seq, msg } = JSON.parse(line);
    const numbered = seq === null ? {} : { seq };
    return {
      segment,
      type,
      receivedMs: recv_ns / 1e6,
      text: JSON.stringify({ type, sid: SIDS[type], ...numbered, msg }),
    };
  });
}
