import type { ContractView, QuoteView, ReasonView, View } from "../../src/app/view.ts";
import type { ViewerCommand, ViewerReply } from "../../src/app/viewer.ts";

/** A small view of an engine; `padding` makes it as large as wanted. */
export function sampleView(at = 1, padding = 0): View {
  return {
    v: 3,
    at,
    program: "tauroi test",
    venue: "sim",
    mode: "PAPER",
    event: { ticker: "EVENT", title: "An event", closesAt: 1_000_000 },
    profile: "documented",
    endsWithViewer: true,
    state: "quoting",
    stateReason: "x".repeat(padding),
    money: {
      pnlTodayUsd: 1.25,
      breakerUsd: 100,
      grossUsd: 2,
      feesUsd: 0.75,
      netUsd: 1.25,
      balanceUsd: 1_000,
      unexplainedUsd: 0,
      roundingUsd: 0,
      floorUsd: 10,
      worstCaseUsd: 12.5,
      worstCaseLimitUsd: 250,
    },
    truth: { dataAgeMs: 40, reconciled: null, tokens: null, unwell: null, roundTripMs: 12, inputs: 77 },
    kill: null,
    differences: [],
    sources: [],
    arbitrage: null,
    contracts: [],
    outcomes: [],
    fills: [],
    markouts: [],
    history: { at: [], contracts: {}, account: { at: [], equityUsd: [], drawdownUsd: [] } },
    log: [],
  };
}

/** A contract that is pulled by defence, with a bid of unknown fate and an ask on its way. */
export function sampleContract(label: string): ContractView {
  const reason: ReasonView = {
    code: "defence-pull",
    effect: "pull",
    text: "|z| 2.7 >= 2.5",
    until: null,
    needsOperator: false,
  };
  const side = (priceCents: number, state: QuoteView["state"]) => ({
    desired: null,
    working: [{ priceCents, contracts: 1, state, sentAt: null, expiresAt: null }],
    reason,
  });
  return {
    ticker: `EVENT-${label}`,
    label,
    title: "An artist",
    state: "pulled",
    reasons: [reason],
    fairCents: 47.26,
    sdCents: 1.5,
    sigmaB: 0.08,
    z: 2.71,
    zWiden: 1.8,
    zPull: 2.5,
    jumpProbability: 0.1,
    bid: side(44, "unknown"),
    ask: side(50, "in flight"),
    othersBidCents: 46,
    othersAskCents: null,
    lastTradeCents: 47,
    lastTradeAt: 1,
    inventory: -2.5,
    foreign: 0,
    inventoryPull: 15,
    inventoryLimit: 50,
    skewCents: -2.5,
    halfSpreadCents: 3,
    riskUse: 0.125,
    fills: 3,
    netUsd: -0.75,
    reduceOnly: false,
    settings: [],
    model: { provenance: "em", calibratedAt: 1, orders: 300, boundHits: [], scores: null },
  };
}

/** A client that says exactly what a test wants and keeps what it hears. */
export class Peer {
  readonly heard: Record<string, unknown>[] = [];
  closed = false;
  #text = "";
  #changed: (() => void)[] = [];
  #socket: Bun.Socket<undefined> | undefined;

  static async connect(path: string): Promise<Peer> {
    const peer = new Peer();
    peer.#socket = await Bun.connect<undefined>({
      unix: path,
      socket: {
        data: (_, bytes) => peer.#take(bytes.toString()),
        close: () => {
          peer.closed = true;
          peer.#wake();
        },
        error: () => undefined,
      },
    });
    return peer;
  }

  say(...messages: (object | string | Uint8Array)[]): void {
    for (const message of messages) {
      const bytes =
        typeof message === "string" || message instanceof Uint8Array ? message : `${JSON.stringify(message)}\n`;
      this.#socket?.write(bytes);
    }
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  leave(): void {
    this.#socket?.terminate();
  }

  /** Waits until what was heard, or the end of the connection, makes `ready` true. */
  async until(ready: (peer: Peer) => boolean): Promise<this> {
    while (!ready(this)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#changed.push(resolve);
      await promise;
    }
    return this;
  }

  /** Waits until so many messages of a type were heard and returns them. */
  async hears(type: string, count = 1): Promise<Record<string, unknown>[]> {
    const found = () => this.heard.filter((message) => message["type"] === type);
    await this.until(() => found().length >= count || this.closed);
    return found();
  }

  #take(text: string): void {
    const lines = (this.#text + text).split("\n");
    this.#text = lines.pop() ?? "";
    for (const line of lines) this.heard.push(JSON.parse(line));
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const resolve of waiting) resolve();
  }
}

/** Takes every command and remembers it. */
export class Recorder {
  readonly commands: { command: ViewerCommand; by: string }[] = [];
  readonly take = (command: ViewerCommand, by: string): ViewerReply => {
    if (command.action === "set" && command.confirmed !== true && this.commands.length === 0) {
      this.commands.push({ command, by });
      return { ok: false, text: `set by ${by} may add risk`, unconfirmed: true };
    }
    this.commands.push({ command, by });
    if (command.ticker === "FAULT") throw new Error("no such leg");
    return { ok: command.ticker !== "NONE", text: `${command.action} by ${by}` };
  };
}
