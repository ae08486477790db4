import { type ReadCommand, readCommand } from "./command.ts";
import { Dispatch } from "./dispatch.ts";
import type { Notice } from "./notice.ts";
import { Outbox, type StreamSocket } from "./outbox.ts";
import { type ConnectionReply, connectionReply } from "./outgoing.ts";
import { errorBody } from "./stream-error.ts";
import type { StreamHall } from "./stream-hall.ts";
import { Subscriptions } from "./subscriptions.ts";

const SECOND_MS = 1_000;
/** Answers that belong to no subscription wait to be read under this number. */
const NO_SUBSCRIPTION = 0;
const POLICY_VIOLATION = 1008;

/** One client's connection: what it asks and what it is told. */
export class Connection {
  readonly #hall: StreamHall;
  readonly #socket: StreamSocket;
  readonly #outbox: Outbox;
  readonly #dispatch: Dispatch;
  readonly #subscriptions: Subscriptions;
  /** Commands since the beginning of a second. */
  #counted = { since: 0, commands: 0 };

  constructor(
    hall: StreamHall,
    socket: StreamSocket,
    readonly account: string,
  ) {
    const { served, limits } = hall;
    this.#hall = hall;
    this.#socket = socket;
    this.#outbox = new Outbox(socket, served.time, limits.unreadMessages);
    this.#dispatch = new Dispatch(served, this.#outbox, (subscription) => this.#subscriptions.forget(subscription));
    this.#subscriptions = new Subscriptions(hall, this.#dispatch, (reply) => this.#reply(reply));
  }

  /** Takes in a command. It is answered when all that has happened so far is told, with the markets as they are now. */
  receive(text: string): void {
    const { served, markets } = this.#hall;
    served.catchUp();
    const read = this.#admitted(readCommand(text));
    const { id, command, error } = read;
    const shown = markets.shownFor(command);
    served.facts.enqueue(() => {
      if (error !== undefined) this.#reply({ type: "error", id, msg: error });
      else this.#subscriptions.carryOut(id, command, shown);
    });
    served.catchUp();
  }

  /** Tells it to each subscription that wants it. */
  tell({ channel, type, ticker, account, msg }: Notice): void {
    if (account !== undefined && account !== this.account) return;
    const subscription = this.#subscriptions.to(channel);
    if (!subscription?.wants(ticker)) return;
    const { useYesPrice } = subscription;
    this.#dispatch.send(subscription, { type, id: undefined, msg: msg({ account: this.account, useYesPrice }) });
  }

  /** The client takes more again. */
  drained(): void {
    this.#outbox.flush();
  }

  /** Nothing is told any more. */
  closed(): void {
    this.#outbox.close();
    this.#subscriptions.clear();
  }

  #admitted(read: ReadCommand): ReadCommand {
    const now = this.#hall.served.time.now();
    if (now - this.#counted.since >= SECOND_MS) this.#counted = { since: now, commands: 0 };
    if (++this.#counted.commands <= this.#hall.limits.commandsPerSecond) return read;
    return { id: read.id, command: undefined, error: errorBody(27) };
  }

  #reply(reply: ConnectionReply): void {
    const text = connectionReply(reply, this.#hall.served.time.now());
    if (!this.#outbox.send(NO_SUBSCRIPTION, text)) this.#socket.close(POLICY_VIOLATION, "answers are not read");
  }
}
