import type { Mutation } from "./mutation.ts";

const RECONCILIATION = "src/engine/reconciliation.ts";
const TABLE = "src/engine/order-table.ts";

/** Bugs in what is taken for known. */
export const KNOWING: readonly Mutation[] = [
  {
    name: "timeout-is-rejection",
    breaks: "a write without an answer counts as refused",
    edits: [
      {
        file: "src/venue/kalshi/rest/failure.ts",
        search: `const kind = isWrite ? "unknown-outcome" :`,
        replace: `const kind = isWrite ? "refused" :`,
      },
    ],
  },
  {
    name: "unknown-not-live",
    breaks: "an order of unknown fate counts neither as live nor as filled",
    edits: [
      {
        file: TABLE,
        search: `    if (order.state === "intended" || order.state === "sent") order.state = "unknown";\n  }`,
        replace: `    if (order.state !== "intended" && order.state !== "sent") return;
    order.state = "unknown";
    this.#live.delete(order);
    const side = this.#leg(order.ticker)[order.side];
    side.splice(side.indexOf(order), 1);
  }`,
      },
    ],
  },
  {
    name: "cancel-404-unfreezes",
    breaks: "a cancel's 404 counts as the end of an order, whose fill may be on its way",
    edits: [
      {
        file: TABLE,
        search: `    if (order.state === "gone") return;
    order.offBookAt = at;
    order.state = "unknown";
    order.renewal = undefined;
`,
        replace: "    this.absent(order, at);\n",
      },
    ],
  },
  {
    name: "gap-ignored",
    breaks: "a missing sequence number is no gap",
    edits: [
      {
        file: "src/venue/kalshi/stream/sequence.ts",
        search: `return last === undefined || seq === last + 1 ? "next" : "gap";`,
        replace: `return "next";`,
      },
    ],
  },
  {
    name: "as-of-ignored",
    breaks: "a reading counts whatever moment the exchange vouches for",
    edits: [
      { file: RECONCILIATION, search: "    if (canStillArrive) return;\n", replace: "" },
      {
        file: RECONCILIATION,
        search: `order.state === "sent" || writtenAt > reading.asOf - READ_LAG_MS) return;`,
        replace: `order.state === "sent" || writtenAt > reading.at) return;`,
      },
    ],
  },
  {
    name: "partial-page-trusted",
    breaks: "a list of which a page failed counts as whole",
    edits: [
      {
        file: "src/venue/kalshi/rest/read-client.ts",
        search: `      throw new KalshiError("incomplete", error, reason, error);\n    }\n    return items;`,
        replace: `      if (reason !== "") return items;\n      throw error;\n    }\n    return items;`,
      },
    ],
  },
  {
    name: "vague-reading-decides",
    breaks: "a reading that orders on the move leave open speaks against how the exchange reckons its balance",
    edits: [
      {
        file: "src/risk/balance-check.ts",
        search: `      isClear = false;
      return "says nothing";`,
        replace: `      isClear = false;
      return "fails";`,
      },
    ],
  },
  {
    name: "rounding-called-unexplained",
    breaks: "what the exchange rounds off and doesn't tell is taken for cash that is gone",
    edits: [
      {
        file: "src/risk/rounding.ts",
        search: "  if (precision === CENT) return toCents;",
        replace: "  if (precision === CENT) return 0 as Money;",
      },
    ],
  },
  {
    name: "default-subaccount",
    breaks: "positions are read without the subaccount",
    edits: [
      {
        file: "src/venue/kalshi/rest/positions.ts",
        search: '      subaccount: within(path, "subaccount", filter.subaccount, 0, 63),\n',
        replace: "",
      },
    ],
  },
  {
    name: "own-size-by-as-of",
    breaks: "an order that a reading may not have yet counts as gone, and is shown as somebody else's",
    edits: [
      {
        file: "src/venue/kalshi/account-reader.ts",
        search: "after(state.asOf, -clock.offsetMs - READ_LAG_MS)",
        replace: "after(state.asOf, -clock.offsetMs)",
      },
    ],
  },
];
