import { inspect } from "node:util";
import { afterEach, expect, test } from "vitest";
import { leak } from "./key-material.ts";
import { KEY_PEM, LiveHarness } from "./live-harness.ts";

let harness: LiveHarness;
afterEach(() => harness.close());

test("no piece of the key is in what a run decides, tells or looks like from outside, nor in a crash", async () => {
  harness = new LiveHarness({ flags: { duration: "40s" }, faults: [] });
  const run = await harness.open();
  harness.served.faults.set(["500-after=0.1", "cut-answer=0.1", "429=0.1", "cut-frame=0.01"]);
  await harness.pass(25_000);
  const crash = new Error("lost its way", { cause: run });
  run.session.crash(crash);
  await harness.play();
  expect(harness.served.faults.struck["500-after"]).toBeGreaterThan(0);
  const seen = [
    JSON.stringify([harness.inputs, harness.commands, harness.notices, run.snapshot(), run.venue, run.account]),
    ...[run, run.venue, run.session, crash].flatMap((it) => [
      inspect(it, { depth: 30, showHidden: true, getters: true, maxArrayLength: 20 }),
      Bun.inspect(it, { depth: 30 }),
    ]),
  ];
  expect(seen.join("").length).toBeGreaterThan(10_000);
  expect(leak(KEY_PEM, seen.join("\n"))).toBeUndefined();
});
