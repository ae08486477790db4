import { expect, test } from "vitest";
import { loadConfiguration } from "../../src/app/config.ts";
import { tradingPlace } from "../../src/cli/run-venue.ts";

const configured = (venue: string) => loadConfiguration({ flags: { venue, profile: "documented" }, environment: {} });

test("an account can be taken over only where there is one that another engine may have", () => {
  expect(() => tradingPlace(configured("sim"), false, true)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining("--takeover") }),
  );
  expect(tradingPlace(configured("http://127.0.0.1:8137"), true, true)).toMatchObject({ kind: "live" });
});

test.each(["demo", "prod", "https://demo-api.kalshi.co"])("real money waits: %s", (venue) => {
  expect(() => tradingPlace(configured(venue), true)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining("real money waits") }),
  );
});
