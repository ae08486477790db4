import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ZodType } from "zod";
import { price, quantity, time } from "../../../src/market/units.ts";
import {
  priceText,
  quantityText,
  wholeSeconds,
  wireCentiCents,
  wireCents,
  wireMicroseconds,
  wireMoney,
  wirePosition,
  wirePrice,
  wireQuantity,
  wireSeconds,
  wireTime,
  wireTimeOrNone,
} from "../../../src/venue/kalshi/wire-numbers.ts";

const OPTIONS = { seed: 11, numRuns: 500 };

/** The decimal text as an exact fraction over 10^6, by BigInt alone. */
function millionths(text: string): bigint {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const size = BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
  return text.startsWith("-") ? -size : size;
}

/** A decimal with 0 to 6 decimals, as the exchange may write it. */
const decimal = fc
  .tuple(fc.boolean(), fc.nat(9_999_999), fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 6 }))
  .map(([negative, whole, fraction]) => `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`);

function accepts(schema: ZodType, value: unknown): boolean {
  return schema.safeParse(value).success;
}

describe("decimal strings", () => {
  test("money is exact to the micro-dollar, whatever the number of decimals", () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect(BigInt(wireMoney.parse(text))).toBe(millionths(text));
      }),
      OPTIONS,
    );
  });

  test("a price is exact or refused: above $1, below 0, or finer than 1/100 cent", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          decimal,
          fc.nat(1_100_000).map((n) => (n / 1e6).toFixed(6)),
        ),
        (text) => {
          const exact = millionths(text);
          const fits = exact >= 0n && exact <= 1_000_000n && exact % 100n === 0n;
          expect(accepts(wirePrice, text)).toBe(fits);
          if (fits) expect(BigInt(wirePrice.parse(text)) * 100n).toBe(exact);
        },
      ),
      OPTIONS,
    );
  });

  test("counts are exact hundredths; only positions may be negative", () => {
    fc.assert(
      fc.property(decimal, (text) => {
        const exact = millionths(text);
        const fits = exact % 10_000n === 0n;
        expect(accepts(wirePosition, text)).toBe(fits);
        expect(accepts(wireQuantity, text)).toBe(fits && exact >= 0n);
        if (fits) expect(BigInt(wirePosition.parse(text)) * 10_000n).toBe(exact);
      }),
      OPTIONS,
    );
  });

  test("nothing that is no decimal is read as one", () => {
    for (const text of ["", " ", "1e3", "0x1", "1.", ".5", "1,5", "+1", "--1", "NaN", "Infinity", "1 ", "٣"]) {
      for (const schema of [wirePrice, wireMoney, wireQuantity, wirePosition])
        expect(accepts(schema, text), text).toBe(false);
    }
    for (const schema of [wirePrice, wireMoney, wireQuantity]) expect(accepts(schema, 0.5)).toBe(false);
  });

  test("more than can be exact is refused", () => {
    expect(accepts(wireMoney, "9007199254.740991")).toBe(true);
    expect(accepts(wireMoney, "9007199254.740992")).toBe(false);
  });
});

describe("what is sent", () => {
  test("prices and counts read back as what they were, with four and two decimals", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.nat(1e9), (ticks, hundredths) => {
        const priced = priceText(price(ticks));
        const counted = quantityText(quantity(hundredths));
        expect(priced).toMatch(/^[01]\.\d{4}$/);
        expect(counted).toMatch(/^\d+\.\d\d$/);
        expect(millionths(priced)).toBe(BigInt(ticks) * 100n);
        expect(millionths(counted)).toBe(BigInt(hundredths) * 10_000n);
      }),
      OPTIONS,
    );
  });

  test("an expiry is never later than asked for", () => {
    expect(wholeSeconds(time(1_790_000_000_999))).toBe(1_790_000_000);
    expect(wholeSeconds(time(1_790_000_001_000))).toBe(1_790_000_001);
  });
});

test("integers of cents, of 1/100 cents and of seconds; a fraction of a cent is kept, of a micro-dollar refused", () => {
  expect(wireCents.parse(10_000)).toBe(100_000_000);
  expect(wireCents.parse(-1)).toBe(-10_000);
  expect(wireCentiCents.parse(200_000)).toBe(20_000_000);
  expect(wireSeconds.parse(1_768_231_443)).toBe(Date.UTC(2026, 0, 12, 15, 24, 3));
  expect(accepts(wireCents, 0.00001)).toBe(false);
  expect(accepts(wireCents, "10")).toBe(false);
  expect(accepts(wireSeconds, -5)).toBe(false);
});

describe("moments", () => {
  test("are read as the runtime's own clock reads them, to the microsecond", () => {
    const moment = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.nat(999));
    fc.assert(
      fc.property(moment, ([ms, micros]) => {
        const text = new Date(ms).toISOString().replace("Z", `${String(micros).padStart(3, "0")}Z`);
        expect(wireTime.parse(text)).toBe(ms);
        expect(wireMicroseconds.parse(text)).toBe(ms * 1000 + micros);
      }),
      OPTIONS,
    );
  });

  test("of other lengths and zones", () => {
    expect(wireMicroseconds.parse("2026-01-14T20:18:17.28919Z")).toBe(
      Date.UTC(2026, 0, 14, 20, 18, 17) * 1000 + 289_190,
    );
    expect(wireTime.parse("2026-01-14T15:18:17-05:00")).toBe(Date.UTC(2026, 0, 14, 20, 18, 17));
    for (const text of ["2026-13-01T00:00:00Z", "2026-01-14", "now", "", "1768231443"]) {
      expect(accepts(wireTime, text), text).toBe(false);
    }
  });

  test("may be missing: absent, null, empty, or the year 1", () => {
    for (const none of [undefined, null, "", "0001-01-01T00:00:00Z"])
      expect(wireTimeOrNone.parse(none)).toBeUndefined();
    expect(wireTimeOrNone.parse("2026-01-14T20:18:17Z")).toBe(Date.UTC(2026, 0, 14, 20, 18, 17));
    expect(accepts(wireTimeOrNone, "soon")).toBe(false);
    expect(accepts(wireTimeOrNone, 5)).toBe(false);
  });
});
