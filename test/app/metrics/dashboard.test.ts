import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { METRICS, type MetricName, type MetricShape } from "../../../src/app/metrics/metric-table.ts";

/** docs/deploy/grafana.json against the table of metrics: every query of it uses what there is. */

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string; readonly refId: string }[];
}

const dashboard = JSON.parse(readFileSync("docs/deploy/grafana.json", "utf8")) as {
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
};

const queries = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
  ),
  ...dashboard.templating.list.flatMap(({ name, definition }) =>
    definition === undefined ? [] : [[name, definition, ""] as const],
  ),
];

/** Words of PromQL, and of Grafana's own queries of labels. */
const WORDS = new Set(["sum", "by", "rate", "increase", "histogram_quantile", "label_values"]);

interface Parsed {
  readonly metrics: readonly {
    readonly name: string;
    readonly labels: readonly string[];
    readonly hasRange: boolean;
  }[];
  readonly grouped: readonly string[];
}

/** Reads a query as far as this dashboard needs it; throws what it doesn't know. */
function parse(expr: string): Parsed {
  const tokens: readonly string[] =
    expr.match(/"[^"]*"|\d+(?:\.\d+)?[smhd]?|[a-zA-Z_:][a-zA-Z0-9_:]*|=~|==|=|[(){}[\],+\-*/]|\S/g) ?? [];
  const metrics: { name: string; labels: string[]; hasRange: boolean }[] = [];
  const grouped: string[] = [];
  const closers: string[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if ("([{".includes(token)) closers.push({ "(": ")", "[": "]", "{": "}" }[token]!);
    else if (")]}".includes(token)) {
      if (closers.pop() !== token) throw new Error(`${expr}: ${token} closes nothing`);
    } else if (token === "by") {
      if (tokens[index + 1] !== "(") throw new Error(`${expr}: by what?`);
      const end = tokens.indexOf(")", index);
      grouped.push(...tokens.slice(index + 2, end).filter((part) => part !== ","));
      index = end;
    } else if (/^[a-zA-Z_]/.test(token) && !WORDS.has(token)) {
      if (closers.at(-1) === "}") {
        if (!["=", "=~", "!="].includes(tokens[index + 1] ?? "") || !/^"/.test(tokens[index + 2] ?? ""))
          throw new Error(`${expr}: ${token}`);
        metrics.at(-1)!.labels.push(token);
        index += 2;
      } else if (tokens[0] === "label_values" && tokens[index + 1] === ")") grouped.push(token);
      else metrics.push({ name: token, labels: [], hasRange: false });
    } else if (/^\d+[smhd]$/.test(token)) {
      if (closers.at(-1) !== "]") throw new Error(`${expr}: a duration out of place`);
      metrics.at(-1)!.hasRange = true;
    } else if (!WORDS.has(token) && !/^(\d+(\.\d+)?|==|[,+\-*/])$/.test(token)) throw new Error(`${expr}: ${token}`);
  }
  if (closers.length > 0) throw new Error(`${expr}: something isn't closed`);
  return { metrics, grouped };
}

/** What of a name is the metric's own, and the labels that its series have. */
function known(name: string): { readonly shape: MetricShape; readonly labels: readonly string[] } | undefined {
  const [, base = name, part] = /^(.*)_(bucket|sum|count)$/.exec(name) ?? [];
  const shape: MetricShape | undefined = METRICS[name as MetricName] ?? METRICS[base as MetricName];
  if (shape === undefined || (shape.type === "histogram") !== (part !== undefined && !(name in METRICS)))
    return undefined;
  return { shape, labels: ["instance", ...shape.labels, ...(part === "bucket" ? ["le"] : [])] };
}

describe("the dashboard", () => {
  test.each(queries)("%s: %s", (_, expr, legend) => {
    const { metrics, grouped } = parse(expr);
    expect(metrics.length).toBeGreaterThan(0);
    for (const { name, labels, hasRange } of metrics) {
      const metric = known(name);
      expect(metric, name).toBeDefined();
      expect(labels.filter((label) => !metric!.labels.includes(label))).toEqual([]);
      expect(hasRange).toBe(metric!.shape.type !== "gauge"); // counters are read by how they grow, gauges as they are
      expect(grouped.filter((label) => !metric!.labels.includes(label))).toEqual([]);
    }
    const shown = grouped.length > 0 ? grouped : metrics.flatMap(({ name }) => known(name)!.labels);
    for (const [, label] of legend.matchAll(/\{\{(\w+)\}\}/g)) expect(shown).toContain(label);
  });

  test("shows every metric of the table", () => {
    const used = new Set(
      queries.flatMap(([, expr]) => parse(expr).metrics.map(({ name }) => name.replace(/_bucket$/, ""))),
    );
    expect(Object.keys(METRICS).filter((name) => !used.has(name))).toEqual([]);
  });

  test("has no two panels in one place, and none beside the 24 columns", () => {
    const cells = new Set<string>();
    for (const {
      id,
      gridPos: { x, y, w, h },
    } of dashboard.panels) {
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          expect(cells.has(`${column} ${row}`), `panel ${id}`).toBe(false);
          cells.add(`${column} ${row}`);
        }
      }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

test.each(["sum(", "rate(a[5m", 'a{b="c"', "a{b}", "a ! b"])("the reader of queries refuses %s", (expr) => {
  expect(() => parse(expr)).toThrow();
});

test("docs/observing.md has the table of metrics, as it is in the program", () => {
  const page = readFileSync("docs/observing.md", "utf8");
  const rows = page.matchAll(/^\| `(tauroi_\w+)` \| (\w+) \| ([^|]*) \| ([^|]+) \|$/gm);
  const table = Object.entries(METRICS).map(([name, { type, labels, help }]) => {
    return [name, type, labels.map((label) => `\`${label}\``).join(" "), help];
  });
  expect([...rows].map(([, ...cells]) => cells)).toEqual(table);
});

test("names and units are as Prometheus asks for", () => {
  for (const [name, { type, help }] of Object.entries(METRICS)) {
    expect(name).toMatch(/^tauroi_[a-z]+(_[a-z]+)*$/);
    expect(name.endsWith("_total")).toBe(type === "counter");
    if (type === "histogram") expect(name).toMatch(/_seconds$/);
    expect(name).not.toMatch(/_(ms|cents|usd|minutes|milliseconds)\b/);
    expect(help.length).toBeGreaterThan(5);
  }
});
