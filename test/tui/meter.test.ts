import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineWidth, plainText } from "../../tui/line.ts";
import { fill, inventoryBar, shareMeter, zMeter } from "../../tui/meter.ts";

const share = fc.double({ min: -1, max: 3, noNaN: true });
const z = fc.double({ min: -20, max: 20, noNaN: true });
const position = fc.integer({ min: -6_000, max: 6_000 }).map((hundredths) => hundredths / 100);

/** What is filled, in half cells. */
function halves(text: string): number {
  return [...text].reduce(
    (sum, cell) => sum + (cell === "█" || cell === "!" ? 2 : cell === "▌" || cell === "▐" ? 1 : 0),
    0,
  );
}

describe("a meter of a share", () => {
  it("has always as many cells as it is given, and grows with the share", () => {
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 40 }), (one, other, cells) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        const lowMeter = plainText(shareMeter(low, cells, "calm"));
        const highMeter = plainText(shareMeter(high, cells, "calm"));
        expect(lineWidth(shareMeter(low, cells, "calm"))).toBe(cells);
        expect(halves(lowMeter)).toBeLessThanOrEqual(halves(highMeter));
      }),
    );
  });

  it("is empty for nothing only, and full at the whole only", () => {
    fc.assert(
      fc.property(share, fc.integer({ min: 1, max: 40 }), (some, cells) => {
        const { full, half, empty } = fill(some, cells);
        expect(full + (half ? 1 : 0) + empty).toBe(cells);
        expect(full === 0 && !half).toBe(some <= 0);
        expect(full === cells).toBe(some >= 1);
      }),
    );
  });

  it("marks a limit that is reached by a sign, not by colour alone", () => {
    expect(plainText(shareMeter(0.42, 5, "calm"))).toBe("██···");
    expect(plainText(shareMeter(0.99, 5, "warn"))).toBe("████▌");
    expect(plainText(shareMeter(1, 5, "alarm"))).toBe("████!");
    expect(plainText(shareMeter(null, 5, "calm"))).toBe("·····");
  });
});

describe("the z meter", () => {
  it("always has its cells and both marks, and grows with |z|", () => {
    fc.assert(
      fc.property(z, z, fc.integer({ min: 5, max: 60 }), (one, other, cells) => {
        const [small, large] = Math.abs(one) < Math.abs(other) ? [one, other] : [other, one];
        const text = plainText(zMeter(small, 1.8, 2.5, cells));
        expect(lineWidth(zMeter(small, 1.8, 2.5, cells))).toBe(cells);
        expect(text).toContain("│");
        expect(text).toContain("┃");
        expect(halves(text)).toBeLessThanOrEqual(halves(plainText(zMeter(large, 1.8, 2.5, cells))));
      }),
    );
  });

  it("has the bar up to a mark exactly when |z| has reached it", () => {
    fc.assert(
      fc.property(z, fc.integer({ min: 5, max: 60 }), (some, cells) => {
        const text = plainText(zMeter(some, 1.8, 2.5, cells));
        const [toWiden = "", rest = ""] = text.split("│");
        const [toPull = ""] = rest.split("┃");
        expect(/^█*$/.test(toWiden)).toBe(Math.abs(some) >= 1.8);
        expect(/^█*$/.test(toPull)).toBe(Math.abs(some) >= 2.5);
      }),
    );
  });

  it("reads at a glance", () => {
    expect(plainText(zMeter(0, 1.8, 2.5, 10))).toBe("····│··┃··");
    expect(plainText(zMeter(0.42, 1.8, 2.5, 10))).toBe("▌···│··┃··");
    expect(plainText(zMeter(-2.1, 1.8, 2.5, 10))).toBe("████│▌·┃··");
    expect(plainText(zMeter(9, 1.8, 2.5, 10))).toBe("████│██┃██");
    expect(plainText(zMeter(null, 1.8, 2.5, 10))).toBe("····│··┃··");
  });
});

describe("the inventory bar", () => {
  const cells = fc.integer({ min: 4, max: 30 }).map((half) => 2 * half + 1);

  it("always has its cells, is empty for nothing only, and mirrors YES and NO", () => {
    fc.assert(
      fc.property(position, cells, (held, columns) => {
        const bar = plainText(inventoryBar(held, 15, 50, columns));
        expect(lineWidth(inventoryBar(held, 15, 50, columns))).toBe(columns);
        expect(halves(bar) === 0).toBe(held === 0);
        const mirrored = [...plainText(inventoryBar(-held, 15, 50, columns))].reverse().join("");
        const swapped: Record<string, string> = { "▌": "▐", "▐": "▌", "[": "]", "]": "[" };
        expect([...mirrored].map((cell) => swapped[cell] ?? cell).join("")).toBe(bar);
      }),
    );
  });

  it("passes the pulling mark only strictly beyond it, and reaches the bracket only at the limit", () => {
    expect(plainText(inventoryBar(15, 15, 50, 15))).toBe("[··│···┼███│··]");
    expect(plainText(inventoryBar(15.01, 15, 50, 15))).toBe("[··│···┼███│▌·]");
    expect(plainText(inventoryBar(49.99, 15, 50, 15))).toBe("[··│···┼███│█▌]");
    expect(plainText(inventoryBar(50, 15, 50, 15))).toBe("[··│···┼███│██]");
    expect(plainText(inventoryBar(-0.01, 15, 50, 15))).toBe("[··│··▐┼···│··]");
  });
});
