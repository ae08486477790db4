import type { Mutation } from "./mutation.ts";

const ENTRY = "src/venue/kalshi/order-entry.ts";
const SESSION = "src/app/session.ts";

/** Bugs in how requests are made and when they are sent. */
export const WRITING: readonly Mutation[] = [
  {
    name: "create-before-durable",
    breaks: "a create is sent before its intent is durable",
    edits: [
      {
        file: SESSION,
        search: "        placed.push(command.clientOrderId);\n",
        replace:
          "        placed.push(command.clientOrderId);\n        this.#sendIfWanted(command.clientOrderId, this.#now);\n",
      },
    ],
  },
  {
    name: "cancel-waits-for-journal",
    breaks: "a cancel waits until the journal is durable",
    edits: [
      {
        file: SESSION,
        search: `} else if (command.type !== "alert") this.parts.venue.send(command);`,
        replace: `} else if (command.type === "cancel") this.parts.timers.after(0, () => this.parts.journal.commit(() => this.parts.venue.send(command)));
      else if (command.type !== "alert") this.parts.venue.send(command);`,
      },
    ],
  },
  {
    name: "create-retried",
    breaks: "a create without an answer is sent again",
    edits: [
      {
        file: ENTRY,
        search: "await this.#write(request, PLACE_MS);\n      news.accepted",
        replace:
          "await this.#write(request, PLACE_MS).catch(() => this.#write(request, PLACE_MS));\n      news.accepted",
      },
    ],
  },
  {
    name: "not-post-only",
    breaks: "creates are not post-only",
    edits: [
      {
        file: "src/venue/kalshi/rest/create-order.ts",
        search: "    post_only: true,\n",
        replace: "    post_only: false as true,\n",
      },
    ],
  },
  {
    name: "amend-towards-market",
    breaks: "an amend moves an order towards the market",
    edits: [
      {
        file: ENTRY,
        search: `  if (side === "bid" ? price > order.price : price < order.price) return "it moves towards the market";\n`,
        replace: "",
      },
      {
        file: "src/engine/service.ts",
        search: "const { clientOrderId, ticker, side, price, filled } = wish.order;",
        replace: `const { clientOrderId, ticker, side, filled } = wish.order;
    const price = desk.leg(wish.order).desired?.[side]?.price ?? wish.order.price;`,
      },
    ],
  },
  {
    name: "expiry-on-local-clock",
    breaks: "orders expire by the machine's clock, not by the exchange's",
    edits: [
      {
        file: ENTRY,
        search: `        quantity: command.quantity,
        expiresAt,
`,
        replace: `        quantity: command.quantity,
        expiresAt: (Math.floor((this.#parts.localClock.now() + 45_000) / 1_000) * 1_000) as never,
`,
      },
    ],
  },
  {
    name: "expiry-too-late",
    breaks: "orders live for longer than the protocol's 45 s",
    edits: [
      { file: "src/app/run-start.ts", search: "orderTtlMs: 45_000", replace: "orderTtlMs: 90_000" },
      { file: ENTRY, search: "const LONGEST_LIFE_MS = 50_000;", replace: "const LONGEST_LIFE_MS = 100_000;" },
    ],
  },
  {
    name: "renewal-from-timer",
    breaks: "a timer of the venue's renews orders, whatever the engine's health",
    edits: [
      {
        file: ENTRY,
        search: "      news.accepted(order, orderId, filled, remaining);\n",
        replace: "      news.accepted(order, orderId, filled, remaining);\n      this.#keepAlive(command);\n",
      },
      {
        file: ENTRY,
        search: "  async #amend(command: Amend): Promise<void> {",
        replace: `  #keepAlive(command: Place): void {
    const { clock, orders } = this.#parts;
    const { timers } = this.#parts as never as { timers: { after(ms: number, act: () => void): void } };
    timers.after(20_000, () => {
      const order = orders.get(command.clientOrderId);
      if (order === undefined || order.isOver) return;
      const expiresAt = Math.floor((clock.now() + 45_000) / 1_000) * 1_000;
      void this.#amend({ ...command, type: "amend", remaining: command.quantity, filled: 0, expiresAt } as never);
      this.#keepAlive(command);
    });
  }

  async #amend(command: Amend): Promise<void> {`,
      },
    ],
  },
];
