import type { AlertFormat } from "../observation-settings.ts";
import type { AlertMessage } from "./alert-book.ts";

/** A message as a webhook takes it. */
export interface WebhookBody {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** UTF-16 units that are sent at most: well below what Slack takes, what Discord takes, and few enough for the 4,096 bytes of ntfy. */
const MOST_CHARACTERS = { slack: 3_000, discord: 2_000, ntfy: 1_300, json: 10_000 } as const satisfies Record<
  AlertFormat,
  number
>;

const PRIORITIES = { critical: "urgent", warning: "high", info: "default" } as const;
const TAGS = {
  raised: "rotating_light",
  repeated: "rotating_light",
  resolved: "white_check_mark",
  told: "information_source",
} as const;

/**
 * A message in a service's own form: Slack's incoming webhooks take `{text}` with &, < and > escaped; Discord's take `{content}` of at most 2,000 characters
 * of Markdown, with mentions switched off; ntfy takes the text itself, with title, priority and tags in headers; `json` is everything there is.
 */
export function webhookBody(format: AlertFormat, message: AlertMessage, where: string, program: string): WebhookBody {
  const title = titleOf(message, where);
  const text = `${message.text}${suppressedWords(message)}`;
  switch (format) {
    case "slack":
      return json({ text: cut(`*${escaped(title)}*\n${escaped(text)}`, MOST_CHARACTERS.slack) });
    case "discord":
      return json({
        content: cut(`**${plain(title)}**\n${plain(text)}`, MOST_CHARACTERS.discord),
        allowed_mentions: { parse: [] },
      });
    case "ntfy":
      return {
        headers: {
          "content-type": "text/plain; charset=utf-8",
          title: title.replace(/[^\x20-\x7e]/g, "?"),
          priority: message.what === "resolved" ? "default" : PRIORITIES[message.severity],
          tags: TAGS[message.what],
        },
        body: cut(text, MOST_CHARACTERS.ntfy),
      };
    case "json": {
      const { id, what, severity, suppressed, at } = message;
      const time = new Date(at).toISOString();
      return json({
        program,
        where,
        id,
        what,
        severity,
        text: cut(message.text, MOST_CHARACTERS.json),
        suppressed,
        time,
      });
    }
  }
}

function titleOf({ id, what, severity }: AlertMessage, where: string): string {
  const state =
    what === "resolved" ? "resolved" : what === "repeated" ? "still" : severity === "critical" ? "ALERT" : severity;
  return `tauroi ${state}: ${id} (${where})`;
}

function suppressedWords({ suppressed }: AlertMessage): string {
  if (suppressed === 0) return "";
  return ` (${suppressed} ${suppressed === 1 ? "time" : "times"} more since the last message)`;
}

function json(value: object): WebhookBody {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Text as Discord's Markdown shows it, character by character: it would also make a link of `[text](address)`. */
function plain(text: string): string {
  return text.replace(/[\\*_`~|[\]<>#]/g, "\\$&");
}

/** Cut to so many UTF-16 units, never in the middle of a character. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
