import type { Random } from "../../../src/ambient/random.ts";
import type { RequestFault } from "../network.ts";
import type { Kinds, Trouble } from "../trouble.ts";

const WRITES = /^(POST|PUT|DELETE)$/;

function request(weight: number, fault: RequestFault): Trouble {
  return {
    weight,
    isOfRequests: true,
    strike({ world, random }) {
      const kinds = random.weighted(["any", "write", "create", "cancel"] as const, [2, 3, 4, 3]);
      world.network.strikeNext(fault, ({ method, path }) => {
        if (kinds === "any") return true;
        if (kinds === "write") return WRITES.test(method);
        if (kinds === "cancel") return method === "DELETE";
        return method === "POST" && path.endsWith("/events/orders");
      });
      return true;
    },
  };
}

function server(weight: number, value: (random: Random) => string): Trouble {
  return {
    weight,
    isOfRequests: true,
    strike({ world, serverFaults, random }) {
      const text = value(random);
      world.onRequest(() => serverFaults.next(text));
      return true;
    },
  };
}

/** What happens to requests, answers and messages on their way. */
export const WIRE: Kinds = {
  "request-lost": request(3, "request-lost"),
  "answer-lost": request(3, "answer-lost"),
  "reset-before": request(3, "reset-before"),
  "reset-after": request(3, "reset-after"),
  "request-late": request(3, "request-late"),
  "answer-late": request(3, "answer-late"),
  "delivered-twice": request(3, "delivered-twice"),
  "429": server(2, (random) => `429=next:${random.integer(1, 5)}`),
  "500-before": server(2, (random) => `500-before=next:${random.integer(1, 4)}`),
  "500-after": server(3, (random) => `500-after=next:${random.integer(1, 4)}`),
  "cut-answer": server(3, () => "cut-answer=next:1"),
  "drop-request": server(2, () => "drop-request=next:1"),
  "drop-answer": server(2, () => "drop-answer=next:1@POST/portfolio/*"),
  "drop-message": server(3, (random) => `drop-message=next:${random.integer(1, 4)}`),
  duplicate: server(2, (random) => `duplicate=next:${random.integer(1, 5)}`),
  reorder: server(2, (random) => `reorder=next:${random.integer(1, 3)}`),
  "sequence-gap": server(3, () => "sequence-gap=next:1"),
  "cut-frame": server(1, () => "cut-frame=next:1"),
  "channel-error": server(1, () => "channel-error=next:1"),
  latency: {
    weight: 2,
    isOfRequests: true,
    strike({ serverFaults, random }) {
      serverFaults.forMs("latency=200..3000", random.integer(500, 3_000));
      return true;
    },
  },
  "answer-latency": {
    weight: 1,
    isOfRequests: true,
    strike({ serverFaults, random }) {
      serverFaults.forMs("answer-latency=200..4000", random.integer(500, 3_000));
      return true;
    },
  },
  "stream-latency": {
    weight: 2,
    isOfRequests: true,
    strike({ serverFaults, random, world }) {
      world.onRequest(() => serverFaults.forMs("stream-latency=100..6000", random.integer(3_000, 9_000)));
      return true;
    },
  },
  "slow-consumer": {
    weight: 1.6,
    isOfRequests: true,
    strike({ serverFaults, world }) {
      world.onRequest(() => serverFaults.forMs("slow-consumer=2000..20000", 6_000));
      return true;
    },
  },
  "late-snapshot": {
    weight: 2,
    isOfRequests: true,
    strike({ serverFaults, world }) {
      serverFaults.forMs("late-snapshot=200..6000", 8_000);
      world.onRequest(() => world.network.cutAll());
      return true;
    },
  },
  "page-lost": {
    weight: 2,
    isOfRequests: true,
    strike({ world, random }) {
      world.network.failPages(random.integer(2_000, 40_000));
      return true;
    },
  },
  partition: {
    weight: 2,
    strike({ world, random }) {
      world.network.part(random.choice([2_000, 8_000, 20_000, 45_000, 90_000, 240_000]));
      return true;
    },
  },
  cut: {
    weight: 2,
    strike({ world }) {
      world.network.cutAll();
      return true;
    },
  },
  "slow-network": {
    weight: 2,
    strike({ world, random }) {
      world.network.slow(random.integer(2_000, 30_000));
      return true;
    },
  },
};
