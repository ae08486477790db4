import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ladder } from "../../tui/ladder.ts";
import { lineWidth, plainText } from "../../tui/line.ts";
import { sampleContract, sampleSide } from "./sample-view.ts";

const price = fc.option(fc.integer({ min: 1, max: 999 }).map((tenths) => tenths / 10));

describe("the price ladder", () => {
  it("always fills its width, shows our quotes, and has what is cheaper further left", () => {
    fc.assert(
      fc.property(
        fc.record({ bid: price, ask: price, own: price, sell: price, fair: price }),
        fc.integer({ min: 20, max: 100 }),
        (prices, width) => {
          const contract = sampleContract({
            othersBidCents: prices.bid,
            othersAskCents: prices.ask,
            bid: sampleSide(prices.own),
            ask: sampleSide(prices.sell),
            fairCents: prices.fair,
            lastTradeCents: null,
          });
          const known = Object.values(prices).some((one) => one !== null);
          const text = plainText(ladder(contract, width));
          if (!known) return expect(text).toBe("no prices");
          expect(lineWidth(ladder(contract, width))).toBe(width);
          if (prices.sell !== null) expect(text).toContain("a"); // the last that is put: never hidden
          const [fair, ask] = [text.indexOf("●"), text.indexOf("a")];
          if (fair >= 0 && ask >= 0 && prices.fair !== null && prices.sell !== null) {
            expect(Math.sign(ask - fair)).toBe(Math.sign(prices.sell - prices.fair));
          }
        },
      ),
    );
  });

  it("reads like a book: our quotes around the others', fair value between", () => {
    const contract = sampleContract({ fairCents: 47, lastTradeCents: null });
    expect(plainText(ladder(contract, 29)).replace(/[^ba()●]/g, "")).toBe("b(●)a");
  });

  it("keeps its bounds within what a price can be", () => {
    const cheap = sampleContract({
      fairCents: 1,
      othersBidCents: null,
      othersAskCents: 3,
      bid: sampleSide(null),
      ask: sampleSide(2),
      lastTradeCents: 1,
    });
    expect(plainText(ladder(cheap, 40))).toMatch(/^ {2}0 .* 10 ?$/);
    const dear = sampleContract({
      fairCents: 99,
      othersBidCents: 97,
      othersAskCents: null,
      bid: sampleSide(96),
      ask: sampleSide(null),
      lastTradeCents: 99,
    });
    expect(plainText(ladder(dear, 40))).toMatch(/^ 90 .*100 ?$/);
  });
});
