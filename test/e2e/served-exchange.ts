import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/ambient/clock.ts";
import { systemTimers } from "../../src/ambient/timers.ts";
import { KalshiKey } from "../../src/venue/kalshi/key.ts";
import { RestClient } from "../../src/venue/kalshi/rest/client.ts";
import { type Order, orders } from "../../src/venue/kalshi/rest/orders.ts";
import { KEY_ID, rsaKey } from "../venue/kalshi/key-material.ts";
import type { Program } from "./program.ts";

const KEY = rsaKey();

/** An order as the operator's side lists it. */
export interface RestingOrder {
  readonly client_order_id: string;
  readonly ticker: string;
  readonly book_side: "bid" | "ask";
  readonly yes_price_dollars: string;
  /** ISO, in the exchange's time. */
  readonly expiration_time?: string;
}

/** A request that isn't answered yet. */
export interface UnderWay {
  readonly number: number;
  readonly request: string;
  readonly carried_out: boolean;
}

/** What the account truly has. */
export interface TrueAccount {
  readonly balance_dollars: string;
  readonly positions: readonly { readonly ticker: string; readonly position_fp: string }[];
}

/** What to have done: a control of the operator's side, with its values. */
type Control = readonly [name: string, values?: Readonly<Record<string, unknown>>];

/** `tauroi exchange` in a process of its own, with one account, and the whole truth about it. */
export class ExchangeProcess {
  private constructor(
    private readonly process: Bun.Subprocess<"ignore", "pipe", "pipe">,
    private readonly folder: string,
    private readonly urls: { readonly rest_url: string; readonly admin_url: string },
  ) {}

  /** Starts it and waits until it listens. */
  static async start(program: Program, ...words: string[]): Promise<ExchangeProcess> {
    const folder = await mkdtemp(join(tmpdir(), "tauroi-exchange-"));
    const publicKey = join(folder, "public.pem");
    await writeFile(publicKey, KEY.publicKey.export({ type: "spki", format: "pem" }));
    await writeFile(join(folder, "private.pem"), KEY.pem, { mode: 0o600 });
    const own = ["exchange", "--json", "--public-key", publicKey, "--key-id", KEY_ID];
    const process = program.start(...own, ...words);
    let text = "";
    for await (const bytes of process.stdout) {
      text += new TextDecoder().decode(bytes);
      if (text.includes("\n")) return new ExchangeProcess(process, folder, JSON.parse(text));
    }
    throw new Error(`the exchange didn't start: ${await new Response(process.stderr).text()}`);
  }

  /** What an engine is given as its venue. */
  get url(): string {
    return this.urls.rest_url;
  }

  /** The environment in which an engine trades this account. */
  get credentials(): Readonly<Record<string, string>> {
    return { TAUROI_KEY_ID: KEY_ID, TAUROI_PRIVATE_KEY_FILE: join(this.folder, "private.pem") };
  }

  /** What rests of the account, now. */
  async resting(): Promise<readonly RestingOrder[]> {
    return (await this.restingAt()).orders;
  }

  /** The same, with the exchange's own time, epoch milliseconds. */
  async restingAt(): Promise<{ readonly at: number; readonly orders: readonly RestingOrder[] }> {
    const { time, orders: listed } = (await this.#admin("GET", "/orders")) as { time: string; orders: RestingOrder[] };
    return { at: Date.parse(time), orders: listed };
  }

  async underWay(): Promise<readonly UnderWay[]> {
    return ((await this.#admin("GET", "/requests")) as { requests: UnderWay[] }).requests;
  }

  /** How many requests have arrived, by method. */
  async requests(): Promise<Readonly<Record<string, number>>> {
    const state = (await this.#admin("GET", "/state")) as { requests_by_method: Record<string, number> };
    return state.requests_by_method;
  }

  async account(): Promise<TrueAccount> {
    const [only] = ((await this.#admin("GET", "/accounts")) as { accounts: TrueAccount[] }).accounts;
    return only!;
  }

  /** All orders that the account ever had. Asks until a reading has no lag. */
  async everyOrder(): Promise<readonly Order[]> {
    await this.#admin("PUT", "/switches", { switches: ["read-lag-ms=0", "signature-window-ms=120000"] });
    await Bun.sleep(2_500); // the reading that stood before
    const key = KalshiKey.fromPem(KEY_ID, KEY.pem);
    const asking = { clock: systemClock, timers: systemTimers, uniform: () => 0.5 };
    return await new RestClient({ baseUrl: this.url, key, ...asking }).all(orders());
  }

  async faults(...faults: string[]): Promise<void> {
    await this.#admin("PUT", "/faults", { faults });
  }

  async control(...[name, values = {}]: Control): Promise<unknown> {
    return await this.#admin("POST", `/controls/${name}`, values);
  }

  async stop(): Promise<void> {
    this.process.kill("SIGTERM");
    await this.process.exited;
    await rm(this.folder, { recursive: true, force: true });
  }

  async #admin(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.urls.admin_url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }
}

/** The start of an engine that an order's id names. */
export function epochOf({ client_order_id }: Pick<RestingOrder, "client_order_id">): string {
  return client_order_id.split("-").slice(1, -1).join("-");
}
