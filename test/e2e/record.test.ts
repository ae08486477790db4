import { expect, test } from "vitest";
import { killedRecording } from "../record/killed-recording.ts";

test("a recorder killed at random moments leaves no duplicate, no gap and nothing that can't be read", {
  timeout: 120_000,
}, async () => {
  const { problems, trades, messages } = await killedRecording(3, 5); // `bun run kill-record` does it 50 times
  expect(problems).toEqual([]);
  expect(trades).toBeGreaterThan(50);
  expect(messages).toBeGreaterThan(50);
});
