import { parseArgs } from "node:util";
import { Coherent } from "./coherent.ts";
import type { Fills } from "./fill-rules.ts";
import { Seed } from "./seed.ts";
import { type Outcome, simulate } from "./simulator.ts";
import { eventsOf } from "./tape.ts";

/**
 * A second, slow backtester of the published study:
 * bun test/backtest/study/run.ts --profile seed|coherent --fills touch|queue|through [--order-size 1] [--half-spread 3|dynamic]
 *   [--skew 1] [--pull-beyond] [--no-widen] [--prior-orders 1] [--latency 1] [--gap-hours 0.5] TAPE... --settlements FILE
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    profile: { type: "string", default: "coherent" },
    fills: { type: "string", default: "through" },
    "order-size": { type: "string" },
    "half-spread": { type: "string", default: "dynamic" },
    skew: { type: "string", default: "1" },
    "pull-beyond": { type: "boolean", default: false },
    "no-widen": { type: "boolean", default: false },
    "prior-orders": { type: "string", default: "1" },
    latency: { type: "string", default: "1" },
    "gap-hours": { type: "string", default: "0.5" },
    settlements: { type: "string" },
  },
});

if (values.settlements === undefined || positionals.length === 0) throw new Error("name tapes and --settlements FILE");
const isSeed = values.profile === "seed";
const orderSize = Number(values["order-size"] ?? (isSeed ? 1 : 5));
const halfSpread = values["half-spread"] === "dynamic" ? "dynamic" : Number(values["half-spread"]);
const seed = {
  halfSpread,
  skew: Number(values.skew),
  orderSize,
  pullBeyond: values["pull-beyond"],
  widens: !values["no-widen"],
  priorOrders: Number(values["prior-orders"]),
} as const;
const coherent = { orderSize, longestGapHours: Number(values["gap-hours"]) };
const options = { fills: values.fills as Fills, latency: Number(values.latency) * 1e6, queueAhead: 100 };
const outcomes = eventsOf(positionals, values.settlements).map((event) => {
  return simulate(event, isSeed ? new Seed(event, seed) : new Coherent(event, coherent), options);
});

const total = (of: (outcome: Outcome) => number): number => outcomes.reduce((sum, it) => sum + of(it), 0);
const net = (outcome: Outcome): number => outcome.gross - outcome.fees;
const mean = total(net) / outcomes.length;
const deviation = Math.sqrt(total((it) => (net(it) - mean) ** 2) / outcomes.length);
const report = {
  events: outcomes.length,
  contracts: total((it) => it.contracts),
  fills: total((it) => it.fills),
  gross: Math.round(total((it) => it.gross)),
  fees: Math.round(total((it) => it.fees)),
  net: Math.round(total(net)),
  centsPerContract: Number(((100 * total(net)) / total((it) => it.contracts)).toFixed(2)),
  sharpePerEvent: Number((mean / deviation).toFixed(2)),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
