/** What a fault does to a message, and how its value is written. */
export interface FaultKind {
  /** `chance`: a probability or `next:N`; `time`: milliseconds or a range of them; `offset`: signed milliseconds. */
  readonly value: "chance" | "time" | "offset";
  /** Where it strikes: on requests over HTTP, on messages of the WebSocket, or on the exchange's clock. */
  readonly on: "rest" | "stream" | "clock";
  readonly effect: string;
}

/** Every fault that can be switched on, by name. */
export const FAULT_KINDS = {
  latency: { value: "time", on: "rest", effect: "a request is carried out so much later" },
  "answer-latency": {
    value: "time",
    on: "rest",
    effect: "an answer is sent so much after its request was carried out",
  },
  "drop-request": { value: "chance", on: "rest", effect: "a request is neither carried out nor answered" },
  "drop-answer": { value: "chance", on: "rest", effect: "a request is carried out and never answered" },
  "429": { value: "chance", on: "rest", effect: "a request is refused as one too many, whatever tokens are left" },
  "500-before": { value: "chance", on: "rest", effect: "a request is answered with status 500 and not carried out" },
  "500-after": { value: "chance", on: "rest", effect: "a request is carried out and then answered with status 500" },
  "cut-answer": {
    value: "chance",
    on: "rest",
    effect: "a request is carried out, its answer breaks off in the middle",
  },
  "stream-latency": {
    value: "time",
    on: "stream",
    effect: "a message is sent so much later, and all after it no earlier",
  },
  "drop-message": {
    value: "chance",
    on: "stream",
    effect: "a message of a channel without sequence numbers is not sent",
  },
  duplicate: { value: "chance", on: "stream", effect: "a message is sent twice" },
  reorder: { value: "chance", on: "stream", effect: "a message is sent after the one that follows it" },
  "sequence-gap": {
    value: "chance",
    on: "stream",
    effect: "a message with a sequence number is not sent, its number used up",
  },
  "cut-frame": { value: "chance", on: "stream", effect: "the connection ends in the middle of a message" },
  "late-snapshot": {
    value: "time",
    on: "stream",
    effect: "the first snapshot of a market is taken and sent so much later, changes to it before",
  },
  "slow-consumer": {
    value: "time",
    on: "stream",
    effect: "the connection takes nothing for so long, as if its client didn't read",
  },
  "channel-error": { value: "chance", on: "stream", effect: "a subscription ends with error 10" },
  "clock-skew": { value: "offset", on: "clock", effect: "the exchange's clock is ahead of the machine's by so much" },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULT_KINDS;

type NamesBy<Value extends FaultKind["value"]> = {
  [Name in FaultName]: (typeof FAULT_KINDS)[Name]["value"] extends Value ? Name : never;
}[FaultName];

/** Faults that strike or don't. */
export type ChanceFault = NamesBy<"chance">;
/** Faults that take time. */
export type TimeFault = NamesBy<"time">;

export const FAULT_NAMES = Object.keys(FAULT_KINDS) as readonly FaultName[];
