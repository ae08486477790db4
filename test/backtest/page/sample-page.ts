import type { ReportPage } from "../../../src/backtest/page/report-page.ts";

/** A page in which every text is `text`, as a hostile name might be. */
export function pageWith(text: string): ReportPage {
  const steps = { at: [1_000, 2_000, 3_000], cents: [40, null, 45.5] };
  const table = {
    heading: text,
    note: text,
    columns: [{ name: text }, { name: `${text}$`, decimals: 2, signed: true }],
    rows: [
      [text, 1_234.5],
      [text, null],
    ],
  };
  return {
    title: text,
    statement: text,
    trust: "caution",
    viewedBy: text,
    views: [1, 2].map((number) => ({
      name: `${text}${number}`,
      tiles: [{ label: text, value: text, details: [text], tone: "gain" as const }],
      runs: [
        {
          name: text,
          equity: { at: [1_000, 3_000], net: [0, -1.25] },
          markouts: [{ after: text, cents: 1.5, interval: [-1, 2] as const }],
          traces: new Map([
            [0, { fair: steps, bid: steps, ask: steps, fills: [{ at: 2_000, cents: 40, contracts: -1.5 }] }],
          ]),
        },
      ],
      rows: table,
    })),
    contracts: [{ ticker: text, event: text, title: text, result: text, prints: { at: [1_000], cents: [40] } }],
    calibration: {
      sampled: text,
      bins: [{ fair: 12.5, paid: 20, interval: null, samples: 3, contracts: 1 }],
    },
    tables: [table],
    notes: [text],
    thinned: text,
  };
}
