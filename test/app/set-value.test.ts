import { describe, expect, test } from "vitest";
import { judgeSetting } from "../../src/app/set-value.ts";
import type { SetCommand } from "../../src/app/viewer.ts";
import { ONE, Rig } from "../engine/rig.ts";

const rig = new Rig();
rig.open();
const { desk } = rig;
const ALL = [...desk.legs.values()];

function judge(assignment: string, options: Partial<SetCommand> = {}) {
  const [name = "", value = ""] = assignment.split("=");
  return judgeSetting(desk, ALL, { action: "set", name, value, ...options });
}

describe("a value to set", () => {
  test.each([
    ["order_sise=2", "order_sise is no value of a profile; did you mean order_size?"],
    ["max_daily_loss_pct=50", "max_daily_loss_pct is no value of a profile"],
    ["fair=leg", "fair is built into a session; put it into tauroi.toml and start again"],
    ["order_size=1.5", "order_size = 1.5: "],
    ["order_size=two", "order_size = two: "],
    ["z_pull=-1", "z_pull = -1: "],
    ["joins_only=maybe", "joins_only = maybe: "],
    ["on_cross=jump", "on_cross = jump: "],
    ["order_size=11", "order_size 11 would be more than max_order_size 10"],
    ["min_half_spread_cents=9", "min_half_spread_cents 9 would be more than max_half_spread_cents 8"],
    ["max_order_size=11", "max_order_size = 11: the session's limit is 10; raise it in tauroi.toml and start again"],
    ["max_position_per_ticker=51", "max_position_per_ticker = 51: the session's limit is 50"],
  ])("%s is refused by its name, with the mend, even when it is confirmed", (assignment, text) => {
    const judged = judge(assignment, { confirmed: true });
    expect(judged).toMatchObject({ ok: false });
    expect(judged.text).toContain(text);
    expect(judged).not.toHaveProperty("unconfirmed");
  });

  test.each(["order_size=2", "half_spread_cents=2.5", "z-pull=3", "on_cross=clamp"])(
    "%s may add risk: it is done once that is confirmed",
    (assignment) => {
      expect(judge(assignment)).toMatchObject({ ok: false, unconfirmed: true });
      expect(judge(assignment, { confirmed: true }).ok).toBe(true);
    },
  );

  test.each([
    "half_spread_cents=4",
    "z_pull=2",
    "max_position_per_ticker=3",
    "inventory_pull_contracts=2",
    "order_size=1",
  ])("%s adds none: it is done at once", (assignment) => {
    expect(judge(assignment)).toMatchObject({ ok: true });
  });

  test("is judged on each contract that is meant, with what is set there", () => {
    const [one, two] = ALL;
    rig.give({ type: "setting", at: rig.now, values: { orderSize: 4 }, ticker: ONE, by: "test" });
    const asked = { action: "set", name: "order_size", value: "3" } as const;
    expect(judgeSetting(desk, [one!], asked)).toMatchObject({ ok: true, text: "order_size 4 -> 3" });
    expect(judgeSetting(desk, [two!], asked)).toMatchObject({ ok: false, unconfirmed: true });
    expect(judgeSetting(desk, ALL, asked)).toMatchObject({
      unconfirmed: true,
      text: "order_size 4/1 -> 3 may add risk",
    });
  });

  test("that makes the skew cross fair value is warned of", () => {
    const judged = judge("skew_cents_per_contract=7", { confirmed: true });
    expect(judged).toMatchObject({ ok: true });
    expect(judged.text).toMatch(/^skew_cents_per_contract 1 -> 7; .*half-spread/);
  });
});
