import type { Clock } from "../../../ambient/clock.ts";
import type { Time } from "../../../market/units.ts";
import type { SchemaWatch } from "../schema-watch.ts";
import { CHANNELS, type Channel, channelOf } from "./channel.ts";
import type { ReplyMessage, StreamMessage } from "./message.ts";
import type { StreamOptions } from "./options.ts";
import type { PulseMeter } from "./pulse-meter.ts";
import { garbage, readMessage, type Unread } from "./reader.ts";
import { Repeats } from "./repeats.ts";
import { Sequence } from "./sequence.ts";
import type { Trouble } from "./stream-event.ts";
import type { Subscriptions } from "./subscriptions.ts";

const MOST_GARBAGE = 3; // in a row, then the connection is of no use

/** What is made of the messages. */
export interface IntakeHost {
  /** A message of a subscription we have, and not an old one. */
  take(message: Exclude<StreamMessage, ReplyMessage>): void;
  /** Something of a channel is missing. */
  gap(channel: Channel, detail: string): void;
  trouble(trouble: Pick<Trouble, "kind" | "detail" | "channel">): void;
  fail(detail: string): void;
}

/** A subscription as its messages see it. */
interface Place {
  readonly sid: number;
  readonly channel: Channel;
  /** Where its messages are numbered. */
  readonly sequence: Sequence | undefined;
}

/** From a text to a message that counts: read, measured, in sequence, of a subscription that we have. Answers go to the subscriptions. */
export class Intake {
  readonly #subscriptions: Subscriptions;
  readonly #exchangeClock: Clock;
  readonly #clock: Clock;
  readonly #schemaWatch: SchemaWatch | undefined;
  readonly #pulse: PulseMeter;
  readonly #host: IntakeHost;
  /** By `sid`. */
  readonly #places = new Map<number, Place>();
  /** The one last looked up: most messages are of one subscription. */
  #recent: Place | undefined;
  readonly #repeats = new Repeats();
  #garbage = 0;

  constructor(
    subscriptions: Subscriptions,
    options: Pick<StreamOptions, "clock" | "exchangeClock" | "schemaWatch">,
    pulse: PulseMeter,
    host: IntakeHost,
  ) {
    this.#subscriptions = subscriptions;
    this.#clock = options.clock;
    this.#exchangeClock = options.exchangeClock;
    this.#schemaWatch = options.schemaWatch;
    this.#pulse = pulse;
    this.#host = host;
  }

  /** Takes in the text of a message. */
  handle(text: string): void {
    const message = readMessage(text, this.#schemaWatch);
    if (message.type === "unread") {
      this.#unread(message);
      return;
    }
    this.#garbage = 0;
    if (message.type === "orderbook_delta") {
      this.#measure(message.sentAt ?? message.at);
      this.#deliver(message, "orderbook_delta"); // by far the most frequent: not held up by the questions below
      return;
    }
    this.#measure(message.sentAt ?? ("at" in message ? message.at : undefined));
    if (isReply(message)) this.#reply(message);
    else this.#deliver(message, channelOf(message.type));
  }

  /** Takes in something that is no message at all. */
  reject(problem: string): void {
    this.#unread(garbage(problem));
  }

  /** The connection is gone: subscriptions and numbers mean nothing on another. */
  clear(): void {
    this.#places.clear();
    this.#recent = undefined;
    this.#garbage = 0;
  }

  /** An answer: it may use up a number of a subscription that exists already, name a new one, or end one. */
  #reply(message: ReplyMessage): void {
    const { sid, seq } = message;
    const known = sid === undefined ? undefined : this.#placeOf(sid);
    if (known) this.#inSequence(known, seq);
    this.#subscriptions.reply(message, this.#clock.now());
    this.#forgetEnded();
    const named = sid === undefined || known ? undefined : this.#placeOf(sid);
    if (named) this.#inSequence(named, seq);
  }

  /** Forgets subscriptions that are over. */
  #forgetEnded(): void {
    this.#recent = undefined;
    for (const [sid, { channel }] of this.#places) {
      if (this.#subscriptions.channelOf(sid) !== channel) this.#places.delete(sid);
    }
  }

  #measure(sentAt: Time | undefined): void {
    if (sentAt !== undefined) this.#pulse.observe(sentAt, this.#exchangeClock.now());
  }

  /** Hands a message on, if it is of a subscription that we have, on its channel, and not old. */
  #deliver(message: Exclude<StreamMessage, ReplyMessage>, channel: Channel | undefined): void {
    const { sid, seq } = message;
    if (sid === undefined || channel === undefined) return;
    const place = this.#placeOf(sid) ?? (this.#subscriptions.adopt(channel, sid) ? this.#placeOf(sid) : undefined);
    if (place?.channel === channel && this.#inSequence(place, seq)) this.#host.take(message);
  }

  #placeOf(sid: number): Place | undefined {
    if (this.#recent?.sid === sid) return this.#recent;
    this.#recent = this.#places.get(sid) ?? this.#newPlace(sid);
    return this.#recent;
  }

  #newPlace(sid: number): Place | undefined {
    const channel = this.#subscriptions.channelOf(sid);
    if (channel === undefined) return undefined;
    const place: Place = { sid, channel, sequence: CHANNELS[channel].sequenced ? new Sequence() : undefined };
    this.#places.set(sid, place);
    return place;
  }

  /** Counts a number, where there is one to count. False when it was there before: what the message says is old. */
  #inSequence({ channel, sequence }: Place, seq: number | undefined): boolean {
    if (sequence === undefined || seq === undefined) return true;
    const { last } = sequence;
    const standing = sequence.observe(seq);
    if (standing !== "next") this.#host.gap(channel, `${channel}: number ${seq} came after ${last}`);
    return standing !== "repeated";
  }

  #unread({ kind, claims, sid, seq, problem }: Unread): void {
    const channel = claims === undefined ? undefined : channelOf(claims);
    const times = this.#repeats.count(kind === "unknown-type" ? `type ${claims}` : problem);
    if (times === 1 || (times !== undefined && kind !== "unknown-type")) {
      const detail = times === 1 ? problem : `${problem} (${times} times)`;
      this.#host.trouble({ kind, detail, ...(channel && { channel }) });
    }
    const place = sid === undefined ? undefined : this.#placeOf(sid);
    if (place) this.#inSequence(place, seq);
    if (kind === "unreadable" && channel !== undefined) this.#host.gap(channel, problem);
    if (kind !== "garbage") return;
    this.#garbage++;
    if (this.#garbage < MOST_GARBAGE) for (const any of this.#subscriptions.channels) this.#host.gap(any, problem);
    else this.#host.fail(`${this.#garbage} times in a row: ${problem}`);
  }
}

function isReply(message: StreamMessage): message is ReplyMessage {
  const { type } = message;
  return type === "subscribed" || type === "ok" || type === "unsubscribed" || type === "error";
}
