import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, type Json } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SweepDocument } from "../../src/backtest/sweep/document.ts";
import { sweptTapes } from "./swept-tapes.ts";
import { Folder, tauroi } from "./tape-commands.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PAGE = readFileSync(join(ROOT, "docs", "sweeps.md"), "utf8");

/** The statements of the page, in its order. */
const STATEMENTS = [...PAGE.matchAll(/```sql\n(.*?)```/gs)].map(([, statement]) => statement!);

let folder: Folder;
let connection: DuckDBConnection;
let swept: SweepDocument;
beforeAll(async () => {
  folder = new Folder();
  const traded = sweptTapes(
    folder,
    [
      ["25JAN01", 0],
      ["25FEB02", 32],
    ],
    80,
  );
  const grid = ["--grid", "half_spread_cents=1,2,3", "--grid", "order_size=1,2", "--grid", "joins_only=true,false"];
  const { out } = await tauroi("sweep", ...traded, "--profile", "fixed-3c", ...grid, "--out", folder.path, "--json");
  swept = JSON.parse(out) as SweepDocument;
  const instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
  await connection.run(`SET file_search_path = '${folder.path}'`);
});
afterAll(() => {
  connection.closeSync();
  folder.remove();
});

async function asked(statement: string): Promise<readonly Record<string, Json>[]> {
  return (await connection.runAndReadAll(statement)).getRowObjectsJson();
}

test("DuckDB answers everything that the page asks", async () => {
  expect(STATEMENTS).toHaveLength(6);
  const [best, values, models, months, without, header] = await Promise.all(STATEMENTS.map(asked));
  expect(best).toHaveLength(10);
  expect(values!.map(({ half_spread_cents, configurations }) => [half_spread_cents, Number(configurations)])).toEqual([
    [1, 4],
    [2, 4],
    [3, 4],
  ]);
  expect(models!.map((row) => Object.keys(row).sort())[0]).toEqual(["configuration", "queue", "through", "touch"]);
  expect(models).toHaveLength(12);
  expect(months!.map(({ month, half_spread_cents: cents }) => `${month} ${cents}`)).toEqual([
    "2025-01 1",
    "2025-01 2",
    "2025-01 3",
    "2025-02 1",
    "2025-02 2",
    "2025-02 3",
  ]);
  expect(without).toHaveLength(10);
  expect((JSON.parse(header![0]!["sweep"] as string) as SweepDocument).fingerprint).toBe(swept.fingerprint);
});

test("what DuckDB adds up from the events is what the totals say, and what the command said", async () => {
  const wrong = await asked(`
    SELECT * FROM 'totals.parquet' t
    JOIN (SELECT configuration, fill_model, sum(net_usd) AS net, sum(fills) AS f, count(*) AS n FROM 'events.parquet' GROUP BY ALL) e
      USING (configuration, fill_model)
    WHERE abs(t.net_usd - e.net) > 1e-9 OR t.fills <> e.f OR t.events <> e.n
       OR abs(t.cents_per_contract - 100 * e.net / t.contracts) > 1e-9`);
  expect(wrong).toEqual([]);
  const types = await asked("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM 'events.parquet')");
  const typeOf = Object.fromEntries(types.map(({ column_name, column_type }) => [column_name, column_type]));
  expect(typeOf).toMatchObject({
    half_spread_cents: "DOUBLE",
    joins_only: "BOOLEAN",
    configuration: "INTEGER",
    event: "VARCHAR",
  });
  expect(typeOf["ended_at"]).toMatch(/^TIMESTAMP/);
  const { configuration, t, in_sample } = swept.selection!.best!;
  const [row] = await asked(
    `SELECT min(t_by_date) AS t, max(contracts) FILTER (fill_model = 'through') AS contracts FROM 'totals.parquet'
     WHERE configuration = ${configuration} AND fill_model <> 'touch'`,
  );
  expect(row!["t"]).toBeCloseTo(t, 9);
  expect(row!["contracts"]).toBe(in_sample[2]!.contracts);
});

test("the space that the page and the workflow name is one", async () => {
  const workflow = readFileSync(join(ROOT, ".github", "workflows", "sweep.yml"), "utf8");
  expect(workflow).toContain("docs/sweep-space.toml");
  const traded = sweptTapes(folder, [["25JAN01", 0]], 12);
  const space = join(ROOT, "docs", "sweep-space.toml");
  const ran = await tauroi(
    "sweep",
    ...traded,
    "--space",
    space,
    "--random",
    "9",
    "--shard",
    "2/3",
    "--out",
    folder.at("space"),
  );
  expect(ran.code).toBe(0);
  expect(ran.out).toContain("part 2/3: 3 of 9 configurations");
});
