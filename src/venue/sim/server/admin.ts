import { UnitError } from "../../../market/units.ts";
import { ApiError } from "./api-error.ts";
import { ControlError, ControlValues } from "./control-values.ts";
import { CONTROLS, type ControlStage } from "./controls.ts";
import { FaultError } from "./fault-rule.ts";
import { type JsonObject, parseJson } from "./json-body.ts";
import { parseLiveSwitches, SwitchError } from "./switches.ts";
import { orderBody } from "./wire-account.ts";
import { contracts, dollarsOfMoney, isoTime } from "./wire-format.ts";

/** Where the operator's side begins. Nobody signs anything there: it is this machine's alone. */
export const ADMIN_ROOT = "/admin";

/** The operator's side: what is on, what has struck, and controls that tests and people reach into the exchange with. */
export class Admin {
  readonly #stage: ControlStage;

  constructor(stage: ControlStage) {
    this.#stage = stage;
  }

  /** Answers a request under `/admin`. What makes no sense is answered 400 with `{"error"}`. */
  async serve(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname.slice(ADMIN_ROOT.length);
    const text = await request.text();
    const { served } = this.#stage;
    served.catchUp();
    try {
      const answer = this.#answer(`${request.method} ${path}`, parseJson(text));
      served.catchUp(); // what it has caused goes out with it
      if (answer === undefined)
        return Response.json({ error: `there is no ${request.method} ${path}` }, { status: 404 });
      return Response.json(answer);
    } catch (error) {
      if (!isMistake(error)) throw error;
      const message = error instanceof ApiError ? JSON.stringify(error.body) : error.message;
      return Response.json({ error: message }, { status: 400 });
    }
  }

  #answer(request: string, body: JsonObject): object | undefined {
    const { served } = this.#stage;
    switch (request) {
      case "GET /state":
        return this.#state();
      case "GET /orders":
        return this.#orders();
      case "GET /accounts":
        return this.#accounts();
      case "GET /requests":
        return this.#requests();
      case "GET /faults":
        return this.#faults();
      case "PUT /faults":
        served.faults.set(textsOf(body, "faults"));
        return this.#faults();
      case "PUT /switches":
        Object.assign(served.behaviour, parseLiveSwitches(textsOf(body, "switches")));
        return this.#state();
      case "GET /controls":
        return { controls: Object.entries(CONTROLS).map(([name, { values, effect }]) => ({ name, values, effect })) };
      default:
        return this.#control(request, body);
    }
  }

  #control(request: string, body: JsonObject): object | undefined {
    const name = /^POST \/controls\/([a-z-]+)$/.exec(request)?.[1];
    if (name === undefined) return undefined;
    const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined;
    if (control === undefined)
      throw new ControlError(`control ${name} is unknown; there are ${Object.keys(CONTROLS).join(", ")}`);
    const now = this.#stage.served.time.now();
    return { ok: true, ...control.act(this.#stage, new ControlValues(body, now), body, now) };
  }

  /** What rests now, of the accounts that have a key: readings of an account itself lag. */
  #orders(): object {
    const { exchange, keys, time } = this.#stage.served;
    const orders = [...keys.accounts].flatMap((account) => {
      return exchange.resting(account).map((order) => ({ account, ...orderBody(order) }));
    });
    return { time: isoTime(time.now()), orders };
  }

  /** All cash of the accounts that have a key, and what they hold, now. */
  #accounts(): object {
    const { exchange, keys, time } = this.#stage.served;
    const accounts = [...keys.accounts].map((account) => {
      const positions = exchange.positions(account).map(({ ticker, position }) => {
        return { ticker, position_fp: contracts(position) };
      });
      return { account, balance_dollars: dollarsOfMoney(exchange.balance(account)), positions };
    });
    return { time: isoTime(time.now()), accounts };
  }

  /** What has arrived and isn't answered yet. */
  #requests(): object {
    const { underWay, time } = this.#stage.served;
    const requests = underWay.all().map(({ number, method, path, since, carriedOut }) => {
      return { number, request: `${method} ${path}`, since: isoTime(since), carried_out: carriedOut };
    });
    return { time: isoTime(time.now()), requests };
  }

  #faults(): object {
    const { faults } = this.#stage.served;
    return { faults: faults.standing, struck: faults.struck };
  }

  #state(): object {
    const { served } = this.#stage;
    const { exchange, event, time, keys } = served;
    return {
      time: isoTime(time.now()),
      state: exchange.state,
      event: event.ticker,
      markets: event.legs.map(({ ticker, status, closeTime }) => {
        return { ticker, status, close_time: isoTime(closeTime) };
      }),
      accounts: [...keys.accounts].map((account) => {
        return { account, keys: keys.of(account).map(({ keyId, type }) => ({ key_id: keyId, type })) };
      }),
      requests_by_method: Object.fromEntries(served.requests),
      ...this.#faults(),
      behaviour: served.behaviour,
      rules: exchange.rules,
    };
  }
}

function textsOf(body: JsonObject, name: string): readonly string[] {
  const texts = body[name];
  if (Array.isArray(texts) && texts.every((text) => typeof text === "string")) return texts;
  throw new ControlError(`${name} must be a list of texts`);
}

/** Whether an error is the asker's, not ours: the exchange answers what it can't do with RangeErrors. */
function isMistake(error: unknown): error is Error {
  const kinds = [ApiError, ControlError, FaultError, RangeError, SwitchError, UnitError];
  return kinds.some((kind) => error instanceof kind);
}
