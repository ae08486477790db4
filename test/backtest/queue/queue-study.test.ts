import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { tapeFile } from "../../../src/ambient/tape-source.ts";
import { QueueStudyBuilder } from "../../../src/backtest/queue/queue-study.ts";
import { recordedRows } from "../../../src/tape/recording/row-reader.ts";

const FILE = new URL("../../../../shared/data/l2/kxbtc15m_ws.jsonl.gz", import.meta.url).pathname;

describe.skipIf(!existsSync(FILE))("two recorded markets without prints", () => {
  test("tell a few hundred fills, of which the rule of the `book` fills invents none", async () => {
    const builder = new QueueStudyBuilder();
    builder.begin(false);
    for await (const row of recordedRows({ name: FILE, bytes: tapeFile(FILE) }, "stream")) builder.take(row);
    const study = builder.finish();
    expect(study.changes).toBe(74_108); // as many as the data's own description counts
    expect(study.inference.intervals).toBeLessThanOrEqual(742);
    const behind = study.joined.find(({ rule }) => rule === "behind")!;
    const ahead = study.joined.find(({ rule }) => rule === "ahead")!;
    expect(behind.filled).toBeGreaterThan(100);
    expect(behind.falseFills).toBe(0);
    expect(behind.foretoldContracts).toBeLessThan(behind.filledContracts);
    expect(ahead.foretoldContracts).toBeGreaterThan(ahead.filledContracts);
  });
});
