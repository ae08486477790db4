import { expect, test } from "vitest";
import { usualStateFolder } from "../../src/app/state-folder.ts";

test("a live run has a folder for its journal, one for each account, without being told", () => {
  const environment = { HOME: "/home/trader" };
  expect(usualStateFolder(environment, "127.0.0.1:8137", "3d45c0bb-2cb7")).toBe(
    "/home/trader/.local/state/tauroi/127.0.0.1-8137-3d45c0bb",
  );
  expect(usualStateFolder(environment, "[::1]:80", "a/b")).toBe("/home/trader/.local/state/tauroi/-1-80-a-b");
  expect(usualStateFolder({ ...environment, XDG_STATE_HOME: "/state" }, "a", "b")).toBe("/state/tauroi/a-b");
  expect(usualStateFolder({}, "a", "b")).toBeUndefined();
});
