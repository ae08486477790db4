import fc from "fast-check";
import { expect, it } from "vitest";
import { type Line, line } from "../../tui/line.ts";
import { LineCodes } from "../../tui/screen-line-codes.ts";
import { ansiText, paletteFor } from "../../tui/screen-tones.ts";

const palette = paletteFor(8);

it("a line keeps its character while it looks the same, and has another one when it doesn't", () => {
  const codes = new LineCodes();
  const first = codes.codeOf(3, line("quoting", "calm"), palette);
  expect(codes.codeOf(3, line("quoting", "calm"), palette)).toBe(first);
  expect(codes.codeOf(3, line("quoting", "warn"), palette)).not.toBe(first);
  expect(codes.codeOf(3, line("quoting", "warn"), paletteFor(1))).not.toBe(first);
});

it("each character stands for what its row shows, however long and however much the others change", () => {
  const change = fc.record({ row: fc.nat(30), text: fc.string({ maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 300 }), fc.integer({ min: 1, max: 20 }), (changes, rounds) => {
      const codes = new LineCodes();
      const shown = new Map<number, { readonly code: string; readonly spans: Line }>();
      for (let round = 0; round < rounds; round++) {
        for (const { row, text } of changes) {
          const spans = line(`${text}${row % 5 === 0 ? "" : round}.`); // every fifth row stands for ever
          shown.set(row, { code: codes.codeOf(row, spans, palette), spans });
        }
      }
      const now = [...shown.values()];
      expect(new Set(now.map(({ code }) => code)).size).toBe(now.length);
      for (const { code, spans } of now)
        expect(codes.decoded(`\x1b[K${code}\n`)).toBe(`\x1b[K${ansiText(spans, palette)}\n`);
    }),
    { numRuns: 40 },
  );
});
