import { describe, expect, test } from "vitest";
import type { AlertMessage } from "../../../src/app/alerts/alert-book.ts";
import { webhookBody } from "../../../src/app/alerts/webhook-text.ts";
import { formatOf } from "../../../src/app/observation-settings.ts";

const AT = Date.UTC(2026, 10, 18, 17);
const WHERE = "prod KXTOPMONTHLY-26NOV";

const message: AlertMessage = {
  id: "drift",
  what: "raised",
  severity: "critical",
  text: "A & B: <3> here, *2* there @everyone",
  suppressed: 2,
  at: AT,
};
const MORE = " (2 times more since the last message)";
const written = (format: Parameters<typeof webhookBody>[0], more: Partial<AlertMessage> = {}) =>
  webhookBody(format, { ...message, ...more }, WHERE, "tauroi 0.1.0");

describe("as each service documents its webhooks", () => {
  test("Slack: a JSON object with text, in which &, < and > stand escaped", () => {
    const { headers, body } = written("slack");
    expect(headers).toEqual({ "content-type": "application/json" });
    expect(JSON.parse(body)).toEqual({
      text: `*tauroi ALERT: drift (${WHERE})*\nA &amp; B: &lt;3&gt; here, *2* there @everyone${MORE}`,
    });
  });

  test("Discord: a JSON object with content of at most 2,000 characters, that mentions nobody", () => {
    const { headers, body } = written("discord");
    expect(headers).toEqual({ "content-type": "application/json" });
    expect(JSON.parse(body)).toEqual({
      content: `**tauroi ALERT: drift (${WHERE})**\nA & B: \\<3\\> here, \\*2\\* there @everyone${MORE}`,
      allowed_mentions: { parse: [] },
    });
    const long = JSON.parse(written("discord", { text: "😀".repeat(3_000) }).body) as { content: string };
    expect(long.content.length).toBeLessThanOrEqual(2_000);
    expect(long.content.isWellFormed()).toBe(true);
  });

  test("Discord: what somebody else has written neither formats nor links anything", () => {
    const text = "refused: [*free* `money`](https://example.test/a_b) # > - ~~x~~ ||y|| \\";
    const { content } = JSON.parse(written("discord", { text, suppressed: 0 }).body) as { content: string };
    const [, shown = ""] = content.split("\n");
    expect(shown.replace(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(/[[\]*_`~|<>#\\]/);
    expect(shown.replace(/\\([!-/:-@[-`{-~])/g, "$1")).toBe(text);
  });

  test.each([
    ["raised", "critical", "urgent", "rotating_light", "ALERT"],
    ["repeated", "critical", "urgent", "rotating_light", "still"],
    ["resolved", "critical", "default", "white_check_mark", "resolved"],
    ["raised", "warning", "high", "rotating_light", "warning"],
    ["told", "info", "default", "information_source", "info"],
  ] as const)(
    "ntfy: the text itself, with title, priority and tags in headers: %s %s",
    (what, severity, priority, tags, word) => {
      const { headers, body } = written("ntfy", { what, severity, suppressed: 0 });
      expect(headers).toEqual({
        "content-type": "text/plain; charset=utf-8",
        title: `tauroi ${word}: drift (${WHERE})`,
        priority,
        tags,
      });
      expect(body).toBe(message.text);
    },
  );

  test("ntfy: headers have nothing but ASCII, and a text is no attachment, which it becomes from 4,096 bytes on", () => {
    const { headers, body } = webhookBody(
      "ntfy",
      { ...message, text: "é漢".repeat(5_000) },
      "prod É\r\nX: 1",
      "tauroi",
    );
    expect(headers["title"]).toMatch(/^[\x20-\x7e]+$/);
    expect(new TextEncoder().encode(body).length).toBeLessThan(4_096);
  });

  test("one's own: everything there is, in JSON", () => {
    expect(JSON.parse(written("json").body)).toEqual({
      program: "tauroi 0.1.0",
      where: WHERE,
      id: "drift",
      what: "raised",
      severity: "critical",
      text: message.text,
      suppressed: 2,
      time: "2026-11-18T17:00:00.000Z",
    });
  });
});

test.each([
  ["https://hooks.slack.com/services/T000/B000/XXXX", "slack"],
  ["https://hooks.slack-gov.com/services/T000/B000/XXXX", "slack"],
  ["https://discord.com/api/webhooks/1/x", "discord"],
  ["https://discordapp.com/api/webhooks/1/x", "discord"],
  ["https://canary.discord.com/api/v10/webhooks/1/x", "discord"],
  ["https://ntfy.sh/topic", "ntfy"],
  ["https://ntfy.example.org/topic", undefined],
  ["https://hooks.slack.com.example.org/services/x", undefined],
  ["https://evildiscord.com/api/webhooks/1/x", undefined],
])("%s is %s", (url, format) => expect(formatOf(url)).toBe(format));
