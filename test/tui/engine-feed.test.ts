import { expect, it } from "vitest";
import { EngineFeed } from "../../tui/engine-feed.ts";
import { FakeEngine } from "./fake-engine.ts";
import { HandClock } from "./hand-clock.ts";
import { sampleView } from "./sample-view.ts";
import { textOf } from "./scene.ts";

it("an engine that says why it shows nothing is quoted on that", () => {
  const why = { now: 5_000, goneReason: "nothing to show: the legs are gone" };
  const [first] = textOf({ size: { columns: 120, rows: 30 }, feed: why });
  expect(first).toMatch(/NO NEWS .*5 s.*was .*QUOTING.*nothing to show: the legs are gone/);
  const [, second] = textOf({ feed: { view: null, ...why } });
  expect(second).toContain("nothing to show: the legs are gone");
});

it("what an engine said about showing nothing is forgotten when it shows something", () => {
  const clock = new HandClock();
  const feed = new EngineFeed(clock, () => undefined);
  const engine = new FakeEngine();
  feed.attach(engine);
  engine.shows(sampleView());
  engine.complains("nothing\u001b[2J to show");
  expect(feed.current.goneReason).toBe("nothing[2J to show");
  engine.shows(sampleView({ frame: 1 }));
  clock.pass(250);
  expect(feed.current.goneReason).toBe("");
  feed.stop();
});
