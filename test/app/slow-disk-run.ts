import { VirtualTime } from "../../src/ambient/virtual-time.ts";
import { loadConfiguration } from "../../src/app/config.ts";
import { BASIC_WRITES, beginSession } from "../../src/app/run-start.ts";
import { Session, type SessionParts } from "../../src/app/session.ts";
import type { Command, VenueCommand } from "../../src/engine/command.ts";
import type { Input } from "../../src/engine/input.ts";
import { StoredJournal } from "../../src/journal/stored-journal.ts";
import { after, type Time } from "../../src/market/units.ts";
import { Calibrator } from "../../src/model/calibrator.ts";
import { createSimVenue, type SimVenue } from "../../src/venue/sim/sim-venue.ts";
import { SIMULATION_START } from "../../src/venue/sim/simulated-event.ts";
import type { Venue } from "../../src/venue/venue.ts";
import { SimulatedDisk } from "../journal/simulated-disk.ts";

/** Quotes wide open to the crowd, so that they move and are filled. */
const EAGER = { halfSpread: "fixed", halfSpreadCents: 1, orderSize: 4, skewCentsPerContract: 0.25 };

/** A session on the embedded exchange whose journal is on a simulated disk, all on one virtual clock. */
export class SlowDiskRun {
  readonly time = new VirtualTime(SIMULATION_START);
  readonly disk = new SimulatedDisk(this.time);
  readonly venue: SimVenue;
  readonly session: Session;
  readonly journal: StoredJournal;
  /** Inputs of the engine and what they caused, in order. */
  readonly handled: { readonly input: Input; readonly commands: readonly Command[] }[] = [];
  /** What the venue was handed, when, and whether the disk had its intent by then. */
  readonly sent: { readonly command: VenueCommand; readonly at: Time; readonly isDurable: boolean }[] = [];
  readonly #calibrator = new Calibrator();

  constructor(
    readonly seed: number,
    options: { readonly segmentCharacters?: number; readonly health?: SessionParts["health"] } = {},
  ) {
    this.venue = createSimVenue({ seed, time: this.time });
    this.journal = new StoredJournal({
      store: this.disk,
      path: "(simulated)",
      last: { seq: 0, session: 0 },
      segmentCharacters: options.segmentCharacters ?? Number.POSITIVE_INFINITY,
      timers: this.time,
    });
    const venue: Venue = {
      name: "sim",
      open: (sink) => this.venue.open(sink),
      send: (command) => {
        const isDurable = command.type !== "place" || this.disk.has(command.clientOrderId);
        this.sent.push({ command, at: this.time.now(), isDurable });
        this.venue.send(command);
      },
      close: () => this.venue.close(),
    };
    this.session = new Session({
      venue,
      clock: this.time,
      timers: this.time,
      journal: this.journal,
      calibrator: this.#calibrator,
      calibrateEveryMs: 60_000,
      unattended: true,
      watch: (input, commands) => this.handled.push({ input, commands }),
      ...(options.health !== undefined && { health: options.health }),
    });
  }

  async begin(): Promise<void> {
    const { session } = this;
    const discovery = await this.venue.open((input) => session.take(input));
    const configuration = loadConfiguration({ flags: { headless: true, ...EAGER }, environment: {} });
    beginSession({
      session,
      calibrator: this.#calibrator,
      discovery,
      configuration,
      program: "test",
      epoch: `s${this.seed}`,
      writeTokens: BASIC_WRITES,
      at: this.time.now(),
    });
  }

  pass(ms: number): void {
    this.time.runUntil(after(this.time.now(), ms));
  }

  /** Passes time until something is so, a minute at most. */
  passUntil(what: string, isSo: () => boolean): void {
    for (let n = 0; n < 60_000; n++) {
      if (isSo()) return;
      this.pass(1);
    }
    throw new Error(`${what}: not within a minute`);
  }

  /** Inputs of a kind. */
  of<Type extends Input["type"]>(type: Type): Extract<Input, { type: Type }>[] {
    return this.handled.flatMap(({ input }) => (input.type === type ? [input as Extract<Input, { type: Type }>] : []));
  }

  /** Orders that are decided and not sent. */
  get intended(): readonly string[] {
    const { orders } = this.session.engine.desk!;
    return [...orders.live()].filter(({ state }) => state === "intended").map(({ clientOrderId }) => clientOrderId);
  }

  get resting(): number {
    return this.venue.exchange.resting(this.venue.account).length;
  }
}
