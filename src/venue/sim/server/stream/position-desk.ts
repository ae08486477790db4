import type { Time } from "../../../../market/units.ts";
import type { Fact } from "../../fact.ts";
import { uuidOf } from "../identity.ts";
import type { ServedExchange } from "../served-exchange.ts";
import { contracts, dollarsOfMoney } from "../wire-format.ts";
import { type Notice, told } from "./notice.ts";

interface Change {
  readonly account: string;
  readonly ticker: string;
  readonly at: Time;
}

/** Tells accounts what has become of their positions: once for all that happens at one moment. */
export class PositionDesk {
  readonly #served: ServedExchange;
  readonly #tell: (notice: Notice) => void;
  readonly #changed = new Map<string, Change>();

  constructor(served: ServedExchange, tell: (notice: Notice) => void) {
    this.#served = served;
    this.#tell = tell;
  }

  /** `watched` are the accounts that somebody listens for. */
  apply(fact: Fact, watched: ReadonlyMap<string, unknown>): void {
    const { at } = fact;
    if (fact.type === "settled") {
      for (const account of watched.keys()) this.#change({ account, ticker: fact.ticker, at });
    } else if (fact.type === "fill" && watched.has(fact.order.account)) {
      this.#change({ account: fact.order.account, ticker: fact.order.ticker, at });
    }
  }

  #change(change: Change): void {
    if (this.#changed.size === 0) this.#served.time.after(0, () => this.#look());
    this.#changed.set(`${change.account} ${change.ticker}`, change);
  }

  #look(): void {
    for (const { account, ticker, at } of this.#changed.values()) {
      const record = this.#served.exchange.records(account).position(ticker);
      if (record === undefined || record.updatedAt < at) continue; // it held nothing of what was settled
      const { position, cost, realized, fees, contracts: volume } = record;
      const body = {
        user_id: uuidOf("user", account),
        market_ticker: ticker,
        position_fp: contracts(position),
        position_cost_dollars: dollarsOfMoney(cost),
        realized_pnl_dollars: dollarsOfMoney(realized),
        fees_paid_dollars: dollarsOfMoney(fees),
        position_fee_cost_dollars: dollarsOfMoney(position === 0 ? 0 : fees),
        volume_fp: contracts(volume),
      };
      this.#tell(told("market_positions", "market_position", body, ticker, account));
    }
    this.#changed.clear();
  }
}
