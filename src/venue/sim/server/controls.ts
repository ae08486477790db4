import type { Leg } from "../../../market/event.ts";
import { DOLLAR, type Money, type Time } from "../../../market/units.ts";
import { ControlError, type ControlValues } from "./control-values.ts";
import type { JsonObject } from "./json-body.ts";
import type { Maintenance } from "./maintenance.ts";
import { decodeCreate, orderRequestOf } from "./order-terms.ts";
import { unlessRefused } from "./refused.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { cancelledBody, createdBody } from "./wire-account.ts";

/** Something that an operator, or a test, can have done. */
export interface Control {
  /** Names of the values it takes; those with a question mark may be left out. */
  readonly values: readonly string[];
  readonly effect: string;
  readonly act: (stage: ControlStage, values: ControlValues, body: JsonObject, now: Time) => object | undefined;
}

/** What operators act on. */
export interface ControlStage {
  readonly served: ServedExchange;
  readonly maintenance: Maintenance;
}

const PURSE = (1_000_000 * DOLLAR) as Money; // of an account that is opened by trading

/** Every control, by name. Where a ticker may be left out, all markets are meant; where an account may be, the first. */
export const CONTROLS: Readonly<Record<string, Control>> = {
  "pause-trading": control([], "refuses creates, amends and decreases", ({ served }, _values, _body, now) => {
    served.exchange.setState("trading-paused", now);
  }),
  "pause-exchange": control([], "refuses everything that changes something", ({ served }, _values, _body, now) => {
    served.exchange.setState("exchange-paused", now);
  }),
  resume: control([], "ends a pause", ({ served }, _values, _body, now) => {
    served.exchange.setState("open", now);
  }),
  maintenance: control(
    ["in_ms?", "for_ms", "exchange?"],
    "announces a pause in the schedule, and pauses then",
    ({ maintenance }, values, body) => {
      const lasts = body["for_ms"];
      if (!Number.isSafeInteger(lasts) || (lasts as number) <= 0)
        throw new ControlError("for_ms must be milliseconds above 0");
      const from = values.moment;
      maintenance.announce({ from, to: (from + (lasts as number)) as Time }, body["exchange"] === true);
    },
  ),
  deactivate: control(["ticker?"], "makes a market inactive", (stage, values, _body, now) => {
    for (const { ticker } of legsOf(stage, values))
      stage.served.exchange.changeLeg(ticker, { status: "inactive" }, now);
  }),
  activate: control(
    ["ticker?"],
    "makes a market active; its resting orders are cancelled",
    (stage, values, _body, now) => {
      for (const { ticker } of legsOf(stage, values))
        stage.served.exchange.changeLeg(ticker, { status: "active" }, now);
    },
  ),
  "close-time": control(["ticker?", "in_ms"], "moves the close, to the whole second", (stage, values, _body, now) => {
    const closeTime = (Math.ceil(values.moment / 1_000) * 1_000) as Time;
    for (const { ticker } of legsOf(stage, values)) stage.served.exchange.changeLeg(ticker, { closeTime }, now);
  }),
  "price-ranges": control(["ticker?", "price_ranges"], "changes the grid of prices", (stage, values, _body, now) => {
    const { priceRanges } = values;
    for (const { ticker } of legsOf(stage, values)) stage.served.exchange.changeLeg(ticker, { priceRanges }, now);
  }),
  rules: control(
    ["ticker?", "rules_primary?", "rules_secondary?"],
    "words a market's rules anew; without words as they were",
    ({ served }, values) => {
      const primary = values.has("rules_primary") ? { primary: values.text("rules_primary") } : {};
      const secondary = values.has("rules_secondary") ? { secondary: values.text("rules_secondary") } : {};
      for (const { ticker } of legsOf({ served }, values)) served.rules.set(ticker, { ...primary, ...secondary });
    },
  ),
  "list-market": control(["ticker", "title"], "adds a market to the event", ({ served }, values, _body, now) => {
    const { ticker, legs } = served.event;
    const { closeTime, priceRanges } = legs[0]!;
    const leg: Leg = {
      ticker: values.text("ticker"),
      title: values.text("title"),
      status: "active",
      closeTime,
      priceRanges,
    };
    served.exchange.addLeg(ticker, leg, now);
  }),
  "series-fees": control(
    ["fee_type", "fee_multiplier?", "in_ms?"],
    "changes what the series charges",
    ({ served }, values, _body, now) => {
      served.exchange.fees.changeSeries(served.event.series, values.feeSchedule, values.moment, now);
    },
  ),
  "event-fees": control(
    ["fee_type?", "fee_multiplier?", "in_ms?"],
    "overrides the series' fees, or no longer",
    ({ served }, values, _body, now) => {
      const schedule = values.has("fee_type") ? values.feeSchedule : undefined;
      served.exchange.fees.changeEvent(served.event.ticker, schedule, values.moment, now);
    },
  ),
  attestation: control(
    ["account?", "in_ms?"],
    "when the location attestation lapses: at once unless said",
    (stage, values) => {
      stage.served.exchange.changeAccount(accountOf(stage, values), { attestedUntil: values.moment });
    },
  ),
  "cancel-all-allowed": control(
    ["account?", "allowed"],
    "whether the account may cancel everything at once",
    (stage, values, body) => {
      stage.served.exchange.changeAccount(accountOf(stage, values), { cancelAllAllowed: body["allowed"] === true });
    },
  ),
  deposit: control(["account?", "dollars"], "money from outside", (stage, values) => {
    stage.served.exchange.deposit(accountOf(stage, values), values.dollars("dollars"));
  }),
  withdraw: control(
    ["account?", "dollars"],
    "money to outside, if resting orders leave it",
    (stage, values, _body, now) => {
      unlessRefused(stage.served.exchange.withdraw(accountOf(stage, values), values.dollars("dollars"), now));
    },
  ),
  place: control(
    ["account", "and those of a create"],
    "places an order as any account, opened if it is new",
    ({ served }, values, body, now) => {
      const account = values.text("account");
      if (!served.exchange.accounts.includes(account)) {
        served.exchange.openAccount(account, { keepsRecords: false });
        served.exchange.deposit(account, PURSE);
      }
      const usual = { time_in_force: "good_till_canceled", self_trade_prevention_type: "taker_at_cross" };
      const request = orderRequestOf(decodeCreate({ ...usual, ...body }));
      return createdBody(unlessRefused(served.exchange.create(account, request, now)));
    },
  ),
  cancel: control(["account", "order_id"], "cancels an order of any account", ({ served }, values, _body, now) => {
    return cancelledBody(unlessRefused(served.exchange.cancel(values.text("account"), values.text("order_id"), now)));
  }),
  "trigger-group": control(
    ["account?", "order_group_id"],
    "triggers an order group, as another hand would",
    (stage, values, _body, now) => {
      unlessRefused(stage.served.exchange.groups.trigger(accountOf(stage, values), values.text("order_group_id"), now));
    },
  ),
  determine: control(
    ["winner?", "values?"],
    "decides the event: a winner, a tie by values, or nobody",
    ({ served }, values, _body, now) => {
      served.exchange.results.determine(served.event.ticker, values.results, now);
    },
  ),
  dispute: control([], "challenges the result", ({ served }, _values, _body, now) => {
    served.exchange.results.dispute(served.event.ticker, now);
  }),
  "amend-result": control(
    ["winner?", "values?"],
    "decides a disputed result anew",
    ({ served }, values, _body, now) => {
      served.exchange.results.amend(served.event.ticker, values.results, now);
    },
  ),
  finalize: control([], "pays the result as it was last decided", ({ served }, _values, _body, now) => {
    served.exchange.results.finalize(served.event.ticker, now);
  }),
  settle: control(["winner?", "values?"], "decides and pays at once", ({ served }, values, _body, now) => {
    served.exchange.results.settle(served.event.ticker, values.results, now);
  }),
};

function control(
  values: readonly string[],
  effect: string,
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to tell
  act: (stage: ControlStage, values: ControlValues, body: JsonObject, now: Time) => object | void,
): Control {
  return { values, effect, act: (...given) => act(...given) ?? undefined };
}

function legsOf({ served }: Pick<ControlStage, "served">, values: ControlValues): readonly Leg[] {
  const { legs } = served.event;
  if (!values.has("ticker")) return legs;
  const leg = legs.find(({ ticker }) => ticker === values.text("ticker"));
  if (leg === undefined) throw new ControlError(`there is no market ${values.text("ticker")}`);
  return [leg];
}

function accountOf({ served }: ControlStage, values: ControlValues): string {
  if (values.has("account")) return values.text("account");
  const [first] = served.keys.accounts;
  if (first === undefined) throw new ControlError("no account has a key: name one");
  return first;
}
