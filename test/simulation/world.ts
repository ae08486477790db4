import { Random } from "../../src/ambient/random.ts";
import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import type { Command } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import { after, type Time } from "../../src/market/units.ts";
import type { Exchange } from "../../src/venue/sim/exchange.ts";
import type { Order } from "../../src/venue/sim/order.ts";
import { parseSwitches } from "../../src/venue/sim/server/switches.ts";
import { step } from "../wire/step.ts";
import type { Check } from "./check.ts";
import { Crowd } from "./crowd.ts";
import { Disk } from "./disk.ts";
import { SimulatedExchange } from "./exchange.ts";
import { Life, Machine } from "./life.ts";
import { Network, type Sent } from "./network.ts";
import { Program } from "./program.ts";
import { drawScenario, type Scenario } from "./scenario.ts";
import { Strikes } from "./strikes.ts";

const HOUR_MS = 3_600_000;
const ACCOUNT = "us";
const LOOK_EVERY_MS = 500;
const OWN = /^tauroi-/;

/** Something that has happened, for whoever wants to know why. */
export interface Happening {
  readonly at: Time;
  readonly what: string;
  readonly detail: unknown;
}

/** How a program is started. */
export interface LaunchOptions {
  readonly takeover?: boolean;
  readonly flags?: Scenario["flags"];
}

/** One seed's world: an exchange and its crowd, a network, machines with disks, and the programs that run on them. */
export class World {
  readonly time: VirtualTime;
  readonly start: Time;
  readonly random: Random;
  readonly scenario: Scenario;
  readonly crowd: Crowd;
  readonly exchange: SimulatedExchange;
  readonly network: Network;
  readonly strikes = new Strikes();
  readonly account = ACCOUNT;
  /** Every life of the program, oldest first. */
  readonly programs: Program[] = [];
  readonly checks: Check[] = [];
  readonly listeners: ((happening: Happening) => void)[] = [];
  inputs = 0;
  inputsWithResting = 0;
  /** When money was last put in or taken out. */
  flowedAt = Number.NEGATIVE_INFINITY;
  /** When a clock was last set or has stood still, the exchange's or that of the program's machine. */
  clocksTroubledAt = Number.NEGATIVE_INFINITY;
  #restingOwn = new Map<string, Order>();
  #epochs = 0;
  #machines = 0;
  #onRequest: ((request: Sent) => void)[] = [];

  /** `scenario`: instead of the one that the seed draws. */
  constructor(
    readonly seed: number,
    scenario?: Scenario,
  ) {
    this.random = Random.seeded(seed).fork("simulation");
    this.scenario = scenario ?? drawScenario(this.random.fork("scenario"));
    const { start } = this.scenario;
    this.start = start;
    this.time = new VirtualTime(start);
    const { legs, switches, balance, collateralReturn, closesInMs, halfSpread, takesEveryMs, movesEveryMs } =
      this.scenario;
    this.crowd = new Crowd({
      start,
      random: this.random.fork("crowd"),
      legs,
      account: ACCOUNT,
      closeTime: after(start, Math.ceil(closesInMs / 1_000) * 1_000),
      rules: parseSwitches(switches).rules,
      halfSpread,
      takesEveryMs,
      movesEveryMs,
    });
    this.exchange = new SimulatedExchange({
      stage: this.crowd,
      seed,
      world: this.time,
      switches,
      account: ACCOUNT,
      balance,
      attestedUntil: after(start, Math.max(30 * 24 * HOUR_MS, closesInMs + 24 * HOUR_MS)),
      collateralReturn,
      openedAt: after(start, -HOUR_MS),
    });
    this.truth.subscribe((fact) => {
      if (fact.type === "accepted" || fact.type === "changed") this.#keepResting(fact.order);
      else if (fact.type === "fill" && this.#restingOwn.has(fact.order.orderId)) this.#keepResting(fact.order);
      else if (fact.type === "gone") this.#restingOwn.delete(fact.order.orderId);
      if (this.listeners.length > 0 && fact.type !== "book" && fact.type !== "trade") {
        if (!("order" in fact) || fact.order.account === ACCOUNT) this.happens(`exchange: ${fact.type}`, fact);
      }
      for (const check of this.checks) check.fact?.(fact);
    });
    this.network = new Network(
      this.time,
      this.exchange,
      this.random.fork("network"),
      this.strikes,
      {
        sent: (request) => {
          if (this.listeners.length > 0)
            this.happens(`${request.life.name}: ${request.method} ${request.path}`, request.body);
          const waiting = this.#onRequest;
          this.#onRequest = [];
          for (const action of waiting) action(request);
          if (request.life.isAlive) for (const check of this.checks) check.sent?.(request);
        },
        arriving: (request) => {
          for (const check of this.checks) check.arriving?.(request);
        },
        answered: (request) => {
          const { answer, life, method, path } = request;
          if (this.listeners.length > 0 && method !== "GET")
            this.happens(`${life.name}: ${method} ${path} answered`, answer);
          for (const check of this.checks) check.answered?.(request);
        },
      },
      this.scenario.pageLimit,
    );
    this.#look();
  }

  /** The exchange itself, which knows everything. */
  get truth(): Exchange {
    return this.exchange.served.exchange;
  }

  get now(): Time {
    return this.time.now();
  }

  /** Orders of the program that rest on the exchange, of whichever life. */
  get resting(): ReadonlyMap<string, Order> {
    return this.#restingOwn;
  }

  /** The program that runs on a machine's disk now, or is starting; undefined where none is. */
  running(disk: Disk): Program | undefined {
    return this.programs.findLast(({ options, life, outcome }) => {
      return options.disk === disk && life.isAlive && (outcome.type === "opening" || outcome.type === "running");
    });
  }

  /** A machine of its own with an empty disk. */
  machine(offsetMs: number): { readonly machine: Machine; readonly disk: Disk } {
    return {
      machine: new Machine(this.time, offsetMs),
      disk: new Disk(this.time, this.random.fork(`disk ${this.#machines++}`)),
    };
  }

  /** Starts the program. */
  launch(machine: Machine, disk: Disk, { takeover = false, flags = this.scenario.flags }: LaunchOptions = {}): Program {
    const number = ++this.#epochs;
    const life = new Life(this.time, `life ${number}`);
    this.happens(`${life.name} starts`, takeover ? "taking over" : undefined);
    const program = new Program({
      life,
      machine,
      network: this.network,
      exchange: this.exchange,
      disk,
      epoch: `s${number.toString(36)}x`,
      seed: this.seed * 64 + number,
      takeover,
      unattended: this.scenario.unattended,
      flags,
      watch: (program, input, commands) => this.#watch(program, input, commands),
      over: (over) => {
        const { outcome } = over;
        if (outcome.type === "refused") this.happens(`${life.name} refuses`, String(outcome.error));
        else this.happens(`${life.name} is over`, outcome);
        for (const check of this.checks) check.over?.(over);
      },
      notice: (_, notice) => this.happens(`${life.name} notes`, notice.text),
    });
    this.programs.push(program);
    return program;
  }

  /** Calls `action` when the next request leaves a program, before it has gone out. */
  onRequest(action: (request: Sent) => void): void {
    this.#onRequest.push(action);
  }

  happens(what: string, detail: unknown): void {
    for (const listener of this.listeners) listener({ at: this.now, what, detail });
  }

  /** Lets the next thing happen, with everything that follows from it at once. False when nothing is to come until `until`. */
  step(until: Time): boolean {
    return step(this.time, this.exchange, until);
  }

  #watch(program: Program, input: Input, commands: readonly Command[]): void {
    if (!program.life.isAlive) return;
    this.inputs++;
    if (this.#restingOwn.size > 0) this.inputsWithResting++;
    if (this.listeners.length > 0) {
      this.happens(`${program.life.name} <`, input);
      for (const command of commands) this.happens(`${program.life.name} >`, command);
    }
    for (const check of this.checks) check.input?.(program, input, commands);
  }

  #keepResting(order: Order): void {
    if (order.account !== ACCOUNT || !OWN.test(order.clientOrderId ?? "")) return;
    if (order.remaining > 0) this.#restingOwn.set(order.orderId, { ...order });
    else this.#restingOwn.delete(order.orderId);
  }

  #look(): void {
    this.time.after(LOOK_EVERY_MS, () => {
      this.#look();
      for (const check of this.checks) check.look?.();
    });
  }
}
