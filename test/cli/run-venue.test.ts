import { expect, test } from "vitest";
import { loadConfiguration } from "../../src/app/config.ts";
import { tradingPlace } from "../../src/cli/run-venue.ts";

const configured = (venue: string) => loadConfiguration({ flags: { venue, profile: "documented" }, environment: {} });

test("an account can be taken over only where there is one that another engine may have", () => {
  expect(() => tradingPlace(configured("sim"), { live: false, takeover: true })).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining("--takeover") }),
  );
  expect(tradingPlace(configured("http://127.0.0.1:8137"), { live: true, takeover: true })).toMatchObject({
    kind: "live",
  });
});

test.each([
  ["http://127.0.0.1:8137", false, { readiness: false, intent: false }],
  ["http://127.0.0.1:8137", true, { readiness: true, intent: true }],
  ["demo", false, { readiness: true, intent: false }],
  ["prod", false, { readiness: true, intent: true }],
  ["https://demo-api.kalshi.co", false, { readiness: true, intent: true }],
] as const)("what real orders at %s have to show (--require-readiness: %s)", (venue, requireReadiness, demands) => {
  expect(tradingPlace(configured(venue), { live: true, requireReadiness })).toMatchObject({ kind: "live", demands });
});

test("real orders need a strategy by name and a way that nobody listens in on", () => {
  const refusal = (text: string) => expect.objectContaining({ exitCode: 2, message: expect.stringContaining(text) });
  expect(() => tradingPlace(unnamed("prod"), { live: true })).toThrow(refusal("--profile"));
  expect(() => tradingPlace(configured("http://example.com"), { live: true })).toThrow(refusal("https"));
  expect(() => tradingPlace(configured("prod"), { live: false, requireReadiness: true })).toThrow(
    refusal("--require-readiness"),
  );
});

const unnamed = (venue: string) => loadConfiguration({ flags: { venue }, environment: {} });

test.each(["demo", "prod", "https://demo-api.kalshi.co", "http://127.0.0.1:8137"])(
  "looking on is free: %s",
  (venue) => {
    expect(tradingPlace(unnamed(venue), { live: false })).toMatchObject({
      kind: "dry",
      addresses: { restUrl: expect.any(String) },
    });
  },
);

test("a dry run has no account to take over, and asks no stranger in the clear", () => {
  const refusal = (text: string) => expect.objectContaining({ exitCode: 2, message: expect.stringContaining(text) });
  expect(() => tradingPlace(unnamed("prod"), { live: false, takeover: true })).toThrow(refusal("--takeover"));
  expect(() => tradingPlace(unnamed("http://example.com"), { live: false })).toThrow(refusal("https"));
  expect(() => tradingPlace(unnamed("https://example.com/elsewhere"), { live: false })).toThrow(refusal("root"));
});
