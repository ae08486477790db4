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

const unnamed = (venue: string) => loadConfiguration({ flags: { venue }, environment: {} });

test.each(["demo", "prod", "https://demo-api.kalshi.co", "http://127.0.0.1:8137"])(
  "looking on is free: %s",
  (venue) => {
    expect(tradingPlace(unnamed(venue), false)).toMatchObject({
      kind: "dry",
      addresses: { restUrl: expect.any(String) },
    });
  },
);

test("a dry run has no account to take over, and asks no stranger in the clear", () => {
  const refusal = (text: string) => expect.objectContaining({ exitCode: 2, message: expect.stringContaining(text) });
  expect(() => tradingPlace(unnamed("prod"), false, true)).toThrow(refusal("--takeover"));
  expect(() => tradingPlace(unnamed("http://example.com"), false)).toThrow(refusal("https"));
  expect(() => tradingPlace(unnamed("https://example.com/elsewhere"), false)).toThrow(refusal("root"));
});
