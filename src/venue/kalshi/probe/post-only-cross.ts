import type { Quantity } from "../../../market/units.ts";
import { refusalCode } from "../refusal-code.ts";
import { KalshiError } from "../rest/error.ts";
import { mayHaveExpired } from "./expired.ts";
import { known, unknown } from "./fact.ts";
import type { Probe } from "./probe.ts";
import { cheapestOffer } from "./spots.ts";

const ATTEMPTS = 3;
const NOTHING = 0 as Quantity;

/** V-15: what becomes of a post-only order at the price of somebody else's. Should the exchange break its word, it costs one cheap contract. */
export const postOnlyCross: Probe = {
  facts: ["post_only_cross"],
  does: "places a post-only order at the price of another's",
  async measure(bench) {
    const name = "post_only_cross";
    for (let attempt = 1; ; attempt++) {
      if (bench.contractsLeft < 1) return [unknown(name, "no contract may be filled any more")];
      const offer = await cheapestOffer(bench);
      const group = await bench.group();
      bench.riskBegins();
      const answer = await bench.tryCreate({ ...offer, group });
      const where = `${offer.side} at ${offer.price / 100}c in ${offer.ticker}`;
      if (answer instanceof KalshiError) {
        bench.riskEnded(NOTHING);
        if (refusalCode(answer) !== "post-only-cross") return [unknown(name, answer.message, where)];
        const told = [answer.code, answer.details].filter((part) => part !== undefined).join(": ");
        return [known(name, "refused", `${where}: HTTP ${answer.status} (${told})`)];
      }
      const order = await bench.orderAfter(answer.orderId, answer.at);
      bench.riskEnded(order.filled);
      if (order.takerFillCost > 0) {
        return [known(name, "takes", `${where}: ${order.filled / 100} contracts were filled, though it was post-only`)];
      }
      if (order.status !== "resting" && order.filled === 0 && !mayHaveExpired(order, bench.now()))
        return [known(name, "cancelled", `${where}: accepted, then ${order.status}`)];
      await bench.cancel(answer);
      if (attempt === ATTEMPTS) return [unknown(name, "what it should have met was gone each time: try again", where)];
    }
  },
};
