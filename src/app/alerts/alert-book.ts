import { z } from "zod";
import {
  ALERTS,
  type AlertId,
  type AlertSeverity,
  alertIds,
  type OnceAlertId,
  type OpenAlertId,
} from "./alert-table.ts";
import type { AlertView } from "./alert-view.ts";

/** How something stands that alerts are sent for. */
export interface Condition {
  readonly id: OpenAlertId;
  readonly holds: boolean;
  /** What is the case; where it doesn't hold, how it ended. */
  readonly text: string;
  /** It has become graver when this rises: it is told again, though it was acknowledged. 0 when left out. */
  readonly level?: number;
  /** Told though it is over before anybody saw it hold. */
  readonly isNews?: boolean;
}

/** Something to be sent. */
export interface AlertMessage {
  readonly id: AlertId;
  readonly what: "raised" | "repeated" | "resolved" | "told";
  readonly severity: AlertSeverity;
  readonly text: string;
  /** How often it came and was not told since the last message. */
  readonly suppressed: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Of one alert there is one message in so long, resolutions apart. */
export const ALERT_INTERVAL_MS = 5 * 60_000;
/** A critical one that nobody acknowledges is repeated after so long, then after twice as long, and so on up to the last. */
export const FIRST_REPEAT_MS = 15 * 60_000;
export const LAST_REPEAT_MS = 8 * 3_600_000;

const entryShape = z.object({
  holds: z.boolean(),
  /** What has been told last: that it holds, or that it doesn't. */
  isTold: z.boolean(),
  text: z.string(),
  level: z.number(),
  since: z.number(),
  /** When it was last said to hold. */
  toldAt: z.number().nullable(),
  told: z.number(),
  repeats: z.number(),
  suppressed: z.number(),
  acknowledged: z.boolean(),
});
type Entry = z.infer<typeof entryShape>;

const bookShape = z.partialRecord(z.enum(alertIds), entryShape);

/** Which alerts are open, who has seen them, and what is to be sent when. Knows time from what it is told. */
export class AlertBook {
  readonly #entries = new Map<AlertId, Entry>();

  /** `saved`: what an earlier book has left (`save`); anything else counts as nothing. */
  constructor(saved?: unknown) {
    const read = bookShape.safeParse(saved);
    for (const [id, entry] of Object.entries(read.data ?? {})) this.#entries.set(id as AlertId, entry);
  }

  /** Takes in how things stand, of all that can be known now; what is left out doesn't hold. Answers what is to be sent. */
  update(conditions: readonly Condition[], at: number): readonly AlertMessage[] {
    const messages: AlertMessage[] = [];
    const told = new Map(conditions.map((condition) => [condition.id, condition]));
    for (const condition of conditions) if (condition.holds || condition.isNews) this.#entry(condition.id, at);
    for (const [id, entry] of this.#entries) {
      if (ALERTS[id].way === "once") continue;
      const condition = told.get(id as OpenAlertId);
      this.#take(entry, condition, at);
      const message = this.#due(id, entry, condition, at);
      if (message !== undefined) messages.push(message);
      if (condition === undefined && !entry.holds) entry.told = 0; // should it come again, that is another one
    }
    return messages;
  }

  /** Something has happened. Answers what is to be sent: nothing when that was told a moment ago. */
  tell(id: OnceAlertId, text: string, at: number): AlertMessage | undefined {
    const entry = this.#entry(id, at);
    entry.text = text;
    if (!isFree(entry, at)) {
      entry.suppressed += 1;
      return undefined;
    }
    return told(id, entry, "told", text, at);
  }

  /** Somebody has seen it, or all that are open when none is named. Answers which that were. */
  acknowledge(id?: string): readonly AlertId[] {
    const seen: AlertId[] = [];
    for (const [name, entry] of this.#entries) {
      if (!entry.holds || (id !== undefined && id !== name)) continue;
      entry.acknowledged = true;
      seen.push(name);
    }
    return seen;
  }

  /** Those whose cause holds, the oldest first. */
  get open(): readonly AlertView[] {
    return [...this.#entries]
      .filter(([, { holds }]) => holds)
      .map(([id, { text, since, told: times, acknowledged }]) => {
        const { severity } = ALERTS[id];
        return {
          id,
          severity: severity === "critical" ? severity : ("warning" as const),
          text,
          since,
          told: times,
          acknowledged,
        };
      })
      .sort((one, other) => one.since - other.since);
  }

  /** Plain data from which a later book goes on. */
  save(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#entries);
  }

  #entry(id: AlertId, at: number): Entry {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const entry: Entry = {
      holds: false,
      isTold: false,
      text: "",
      level: 0,
      since: at,
      toldAt: null,
      told: 0,
      repeats: 0,
      suppressed: 0,
      acknowledged: false,
    };
    this.#entries.set(id, entry);
    return entry;
  }

  #take(entry: Entry, condition: Condition | undefined, at: number): void {
    if (condition?.holds !== true) {
      if (entry.holds) Object.assign(entry, { holds: false, acknowledged: false, repeats: 0 });
      if (condition !== undefined) entry.text = condition.text;
      return;
    }
    const { text, level = 0 } = condition;
    if (!entry.holds) {
      if (!isFree(entry, at)) entry.suppressed += 1;
      Object.assign(entry, { holds: true, since: at, level });
    } else if (level > entry.level) {
      Object.assign(entry, { level, isTold: false, toldAt: null, acknowledged: false, repeats: 0 }); // graver: at once
    }
    entry.level = level;
    entry.text = text;
  }

  #due(id: AlertId, entry: Entry, condition: Condition | undefined, at: number): AlertMessage | undefined {
    if (!entry.holds) {
      if (entry.isTold) {
        entry.isTold = false;
        return told(id, entry, "resolved", condition?.text ?? `no more: ${entry.text}`, at);
      }
      return condition?.isNews === true && entry.told === 0 ? told(id, entry, "told", entry.text, at) : undefined;
    }
    if (!entry.isTold) {
      if (!isFree(entry, at)) return undefined;
      entry.isTold = true;
      return told(id, entry, "raised", entry.text, at);
    }
    if (entry.acknowledged || ALERTS[id].severity !== "critical") return undefined;
    const wait = Math.min(LAST_REPEAT_MS, FIRST_REPEAT_MS * 2 ** entry.repeats);
    if (entry.toldAt !== null && at >= entry.toldAt && at < entry.toldAt + wait) return undefined;
    entry.repeats += 1;
    return told(id, entry, "repeated", entry.text, at);
  }
}

/** Whether it may be told again. A clock that was set back doesn't keep it. */
function isFree({ toldAt }: Entry, at: number): boolean {
  return toldAt === null || at >= toldAt + ALERT_INTERVAL_MS || at < toldAt;
}

function told(id: AlertId, entry: Entry, what: AlertMessage["what"], text: string, at: number): AlertMessage {
  const { suppressed } = entry;
  entry.told += 1;
  if (what !== "resolved") {
    entry.toldAt = at;
    entry.suppressed = 0;
  }
  return { id, what, severity: ALERTS[id].severity, text, suppressed: what === "resolved" ? 0 : suppressed, at };
}
