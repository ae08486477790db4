import { afterEach, expect, test } from "vitest";
import { parityOf } from "../../../src/app/parity/parity.ts";
import { tradedValues } from "../../../src/app/parity/traded-values.ts";
import { readJournal } from "../../../src/journal/reader.ts";
import { type Played, played } from "./played-session.ts";

const sessions: Played[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.remove();
});

async function session(flags: Record<string, unknown>): Promise<Played> {
  const one = await played(4, { duration: "20s", profile: "documented", ...flags });
  sessions.push(one);
  return one;
}

function valuesOf({ state }: Played) {
  const journal = readJournal(state);
  try {
    return parityOf(journal, 1).sessions[0]!;
  } finally {
    journal.close();
  }
}

test("a session of the same name with another value differs in that value, and in nothing that the ramp moves", async () => {
  const one = valuesOf(await session({ staleOrderDriftCents: 2 }));
  const other = valuesOf(
    await session({ staleOrderDriftCents: 3, orderSize: 2, maxPositionPerTicker: 25, maxOrderSize: 5 }),
  );
  expect([one.profile, other.profile]).toEqual(["documented (changed)", "documented (changed)"]);
  const names = Object.keys(one.values);
  expect(names.filter((name) => one.values[name]!.join() !== other.values[name]!.join())).toEqual([
    "stale_order_drift_cents",
  ]);
  expect([one.values["stale_order_drift_cents"], other.values["stale_order_drift_cents"]]).toEqual([[2], [3]]);
  expect(names).toContain("z_pull");
  expect(names).toContain("rules");
  expect(names).toContain("model");
  for (const name of ["name", "order_size", "max_order_size", "max_position_per_ticker"])
    expect(names).not.toContain(name);
});

test("a value that an operator sets is one more that was traded by, on whatever contract, and so is one that was taken over", async () => {
  const { log } = await session({});
  const { start } = log;
  const { ticker } = start.event.legs[0]!;
  const at = start.at;
  const input = { type: "setting", at, values: { zPull: 9, orderSize: 3 }, ticker, by: "cli" } as const;
  const set = tradedValues(start, [{ input, commands: [] }]);
  expect(set["z_pull"]).toEqual([start.profile.zPull, 9]);
  expect(set).not.toHaveProperty("order_size");
  const carried = {
    legs: [],
    pulled: [],
    touched: [],
    reduceOnly: [],
    tradeIds: [],
    flowIds: [],
    set: [{ ticker, values: { zPull: 8 } }],
  };
  expect(tradedValues({ ...start, carried }, [])["z_pull"]).toEqual([8, start.profile.zPull]);
  const all = start.event.legs.map((leg) => ({ ticker: leg.ticker, values: { zPull: 8 } }));
  expect(tradedValues({ ...start, carried: { ...carried, set: all } }, [])["z_pull"]).toEqual([8]);
  const back = { ...input, values: { zPull: start.profile.zPull } };
  expect(tradedValues(start, [{ input: back, commands: [] }])["z_pull"]).toEqual([start.profile.zPull]);
  const nowhere = { ...input, ticker: "NONE" };
  expect(tradedValues(start, [{ input: nowhere, commands: [] }])["z_pull"]).toEqual([start.profile.zPull]);
});
