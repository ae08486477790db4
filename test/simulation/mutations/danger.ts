import type { Mutation } from "./mutation.ts";

const WORST = "src/risk/worst-case.ts";
const AFFORDABILITY = "src/risk/affordability.ts";

/** Bugs in quoting, in the limits, and in what ends and begins a run. */
export const DANGER: readonly Mutation[] = [
  {
    name: "skew-sign",
    breaks: "the skew leans with the position, not against it",
    edits: [
      {
        file: "src/strategy/desired-quotes.ts",
        search: "const reservationCents = fairCents - skewCents;",
        replace: "const reservationCents = fairCents + skewCents;",
      },
    ],
  },
  {
    name: "short-collateral-ignored",
    breaks: "selling short costs no collateral",
    edits: [
      {
        file: AFFORDABILITY,
        search: "  return Math.min(0, payout) - Math.min(hurts.loses, payout + hurts.wins);",
        replace: "  return payout > 0 ? 0 - Math.min(0, hurts.loses) : 0 - Math.min(0, hurts.loses + payout * 0);",
      },
      { file: AFFORDABILITY, search: "    return off && on;", replace: "    return off || on;" },
      {
        file: AFFORDABILITY,
        search: "    if (then.returnOff >= floor && then.returnOn >= floor) return true;",
        replace: "    if (then.returnOff >= floor) return true;",
      },
    ],
  },
  {
    name: "none-wins-left-out",
    breaks: "the worst case leaves out that no listed leg may win",
    edits: [
      {
        file: WORST,
        search: "if (this.#worstWinner === undefined || this.#worstChange >= 0) {",
        replace: "if (this.#worstWinner === undefined) {",
      },
      {
        file: WORST,
        search: "Math.min(0, elsewhere, winsAfter - losesAfter)",
        replace: "Math.min(elsewhere, winsAfter - losesAfter)",
      },
    ],
  },
  {
    name: "opening-equity-reset",
    breaks: "a restart begins the breaker's day anew",
    edits: [
      {
        file: "src/engine/day-account.ts",
        search: "? new Breaker(maxDailyLossPct, reading.at, day.openingEquity, day)",
        replace: "? new Breaker(maxDailyLossPct, reading.at, this.#equity, day)",
      },
    ],
  },
  {
    name: "halt-forgotten",
    breaks: "a restart forgets that the day is lost",
    edits: [
      {
        file: "src/app/recovery.ts",
        search: "  const goesOn = isSameDay && { ...dayBefore, flows: (dayBefore.flows + missed.flows) as Money };",
        replace: `  const { halted: _, ...dayGone } = dayBefore ?? { flows: 0 };
  const goesOn = isSameDay && { ...(dayGone as CarriedDay), flows: (dayBefore.flows + missed.flows) as Money };`,
      },
    ],
  },
  {
    name: "halt-handed-on-once",
    breaks: "the second restart of a lost day forgets that it is lost",
    edits: [
      {
        file: "src/engine/day-account.ts",
        search: "return { ...day, ...(halted !== undefined && { halted }) };",
        replace:
          "return { ...day, ...(halted !== undefined && this.carried?.day?.halted === undefined && { halted }) };",
      },
    ],
  },
  {
    name: "resume-clears-defence",
    breaks: "the operator's resume ends a defence",
    edits: [
      {
        file: "src/strategy/leg-rules.ts",
        search: "  /** Whether defence A has this leg pulled:",
        replace: "  calm(): void {\n    this.#defence = NORMAL;\n  }\n\n  /** Whether defence A has this leg pulled:",
      },
      {
        file: "src/engine/operate.ts",
        search: "        leg.manualPull = undefined;\n",
        replace: "        leg.manualPull = undefined;\n        leg.rules.calm();\n",
      },
    ],
  },
  {
    name: "set-limit-ignored",
    breaks: "a position limit that an operator has set is shown and not heeded",
    edits: [
      {
        file: "src/engine/exposure.ts",
        search: "settings.maxPositionPerTicker ?? limits.maxPositionPerTicker",
        replace: "limits.maxPositionPerTicker",
      },
      {
        file: "src/engine/exposure.ts",
        search: "    const { settings, profile } = leg;\n",
        replace: "    const { profile } = leg;\n",
      },
    ],
  },
  {
    name: "second-cancel-all",
    breaks: "a kill sends the exchange's cancel-all again within its minute",
    edits: [
      {
        file: "src/venue/kalshi/kill/cancel-everything.ts",
        search: "    this.state = outcome;\n    acted();\n",
        replace: `    this.state = outcome;
    acted();
    this.state = "unasked";
    persistence.timers.after(400, () => void this.send());
`,
      },
    ],
  },
  {
    name: "group-reset",
    breaks: "older order groups are reset at the start, not triggered",
    edits: [
      {
        file: "src/venue/kalshi/fence.ts",
        search: `import { triggerOrderGroup } from "./rest/order-groups.ts";`,
        replace: `import { resetOrderGroup as triggerOrderGroup } from "./rest/order-groups.ts";`,
      },
    ],
  },
  {
    name: "kill-lets-creates-through",
    breaks: "a kill doesn't keep creates back",
    edits: [
      {
        file: "src/engine/condition.ts",
        search: "const killed = killSwitch.pulled;",
        replace: "const killed = killSwitch.pulled && desk.now < 0;",
      },
      {
        file: "src/engine/service.ts",
        search: `    if (desk.killSwitch.pulled && wish.kind !== "cancel") return undefined; // whatever has been wished for\n`,
        replace: "",
      },
      {
        file: "src/venue/kalshi/order-entry.ts",
        search: "    this.#isBolted = true;\n",
        replace: "",
      },
    ],
  },
  {
    name: "pull-ignored-when-durable",
    breaks: "an order that has waited for the disk is sent though nothing is wanted any more",
    edits: [
      {
        file: "src/app/session.ts",
        search: `    if (standing !== "wanted") {`,
        replace: `    if (standing === "moved") {`,
      },
      {
        file: "src/app/session.ts",
        search: `      if (intentStanding(desk, clientOrderId, desk.now) === "unwanted")`,
        replace: `      if (desk.now < 0)`,
      },
    ],
  },
  {
    name: "stale-feed-ignored",
    breaks: "a feed that has gone stale keeps no quote back",
    edits: [
      {
        file: "src/engine/condition.ts",
        search: "const staleFeed = doubt.staleFeed(now);",
        replace: "const staleFeed = now < 0 ? doubt.staleFeed(now) : undefined;",
      },
    ],
  },
];
