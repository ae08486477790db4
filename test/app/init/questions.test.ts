import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { examineDisk, makePrivate } from "../../../src/ambient/disk.ts";
import { systemFiles } from "../../../src/ambient/files.ts";
import { readSecretFile } from "../../../src/ambient/secret-file.ts";
import { type Answers, LIMITS } from "../../../src/app/init/answers.ts";
import { wrapped } from "../../../src/app/init/conversation.ts";
import type { KeyQuestions } from "../../../src/app/init/key-questions.ts";
import { askAll, type Given } from "../../../src/app/init/questions.ts";
import { settleAll } from "../../../src/app/init/settle.ts";
import { rsaKey } from "../../venue/kalshi/key-material.ts";
import { anyAnswers, SOME_ANSWERS } from "./setup.ts";

const PAIR = { publicKeyPem: "PUBLIC HALF", privateKeyPem: "PRIVATE HALF" };
const NOTHING: Given = { key: { way: undefined, id: undefined, file: undefined }, limits: {} };
const ENTER = "";

let folder: string;
let keys: KeyQuestions;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tauroi-init-"));
  keys = {
    environment: { HOME: folder },
    exists: systemFiles.exists,
    readSecret: readSecretFile,
    isOpen: (path) => ((examineDisk(path)?.mode ?? 0) & 0o077) !== 0,
    makePrivate,
    makePair: () => PAIR,
  };
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Somebody who types these lines and then nothing more, and what they have seen. */
function typing(...lines: string[]) {
  const seen: string[] = [];
  return {
    seen,
    ask: async (question: string) => {
      seen.push(question);
      const line = lines.shift();
      if (line === undefined) throw new Error(`asked once more: ${question}`);
      return line;
    },
    say: (text: string) => {
      seen.push(text);
    },
    left: lines,
  };
}

describe("a conversation", () => {
  test("with nothing but Enter takes the defaults, each of which was shown with its question", async () => {
    const talk = typing(ENTER, "none", ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER);
    const { answers, pair } = await askAll(NOTHING, talk, keys);
    expect(answers).toEqual(SOME_ANSWERS);
    expect(pair).toBeUndefined();
    const questions = talk.seen.filter((text) => text.endsWith(": "));
    expect(questions).toEqual([
      "venue [demo]: ",
      "key [file]: ",
      "series or event [KXTOPMONTHLY]: ",
      "profile [none]: ",
      ...LIMITS.map((name) => `${name} [${SOME_ANSWERS.limits[name]}]: `),
    ]);
  });

  test("takes whatever is typed, and asks for nothing that the command line has said", async () => {
    await fc.assert(
      fc.asyncProperty(anyAnswers, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), async (any, isGiven) => {
        const answers = {
          ...any,
          key: undefined,
          target:
            "event" in any.target
              ? { event: `${any.target.event}-1` }
              : { series: any.target.series.replaceAll("-", "S") },
          limits: { ...any.limits, max_daily_loss_pct: 7, max_event_loss_pct: 12.5, max_position_per_ticker: 3 },
        } satisfies Answers;
        const given: Given = {
          venue: isGiven[0] ? answers.venue : undefined,
          key: { ...NOTHING.key, way: "none" },
          target: isGiven[1] ? answers.target : undefined,
          profile: isGiven[2] ? answers.profile : undefined,
          limits: Object.fromEntries(
            LIMITS.map((name, index) => [name, isGiven[3 + index] ? answers.limits[name] : undefined]),
          ),
        };
        const lines = [
          ...(isGiven[0] ? [] : [answers.venue]),
          ...(isGiven[1] ? [] : Object.values(answers.target)),
          ...(isGiven[2] && answers.profile !== undefined ? [] : [answers.profile ?? "none"]),
          ...LIMITS.flatMap((name, index) => (isGiven[3 + index] ? [] : [String(answers.limits[name])])),
        ];
        const talk = typing(...lines);
        expect((await askAll(given, talk, keys)).answers).toEqual(answers);
        expect(talk.left).toEqual([]);
      }),
    );
  });

  test("asks again after an answer that can't be, and says what can", async () => {
    const talk = typing(
      "dmo",
      "demo",
      "nine",
      "none",
      "a b",
      "kxtop-26nov",
      "dcumented",
      "best",
      "0",
      "5",
      "101",
      "25",
      ENTER,
      ENTER,
      "1.5",
      "20",
    );
    const { answers } = await askAll(NOTHING, talk, keys);
    expect(answers).toMatchObject({ venue: "demo", target: { event: "KXTOP-26NOV" }, profile: "best" });
    expect(answers.limits).toMatchObject({ max_daily_loss_pct: 5, max_event_loss_pct: 25, max_order_size: 20 });
    const said = talk.seen.join("\n");
    for (const words of [
      "did you mean demo?",
      '"a b" is no ticker',
      "did you mean documented?",
      "max_daily_loss_pct = 0",
      "max_order_size = 1.5",
    ])
      expect(said).toContain(words);
  });
});

test("limits that don't go with the strategy are asked for anew, with the reason", async () => {
  const { limits } = SOME_ANSWERS;
  const given = {
    ...NOTHING,
    venue: "sim",
    target: { series: "S" },
    profile: "best",
    limits: { ...limits, max_order_size: 1 },
  };
  const talk = typing(ENTER, ENTER, ENTER, ENTER, "7");
  expect((await askAll(given, talk, keys)).answers.limits).toEqual({ ...limits, max_order_size: 7 });
  expect(talk.seen.join("\n")).toContain("order_size = 5 (profile best) is more than max_order_size = 1");
});

describe("a key", () => {
  const at = { ...NOTHING, venue: "demo", target: { series: "S" }, profile: "best", limits: SOME_ANSWERS.limits };

  test("in a file that others may use is made its owner's alone when that is wanted", async () => {
    writeFileSync(join(folder, "open.pem"), rsaKey().pem, { mode: 0o644 });
    const talk = typing("file", "~/open.pem", "yes", "an id", "its-id");
    const { answers } = await askAll(at, talk, keys);
    expect(answers.key).toEqual({ id: "its-id", file: join(folder, "open.pem") });
    expect(statSync(join(folder, "open.pem")).mode & 0o777).toBe(0o600);
  });

  test("that can't sign is refused until one can, and what is typed for one is never shown", async () => {
    const { pem } = rsaKey();
    writeFileSync(join(folder, "broken.pem"), pem.slice(0, 600), { mode: 0o600 });
    writeFileSync(join(folder, "good.pem"), pem, { mode: 0o600 });
    chmodSync(join(folder, "good.pem"), 0o600);
    const [, line = ""] = pem.split("\n");
    const talk = typing("file", "~/none.pem", "~/broken.pem", line, ENTER, "~/good.pem", line, "its-id");
    const { answers } = await askAll(at, talk, keys);
    expect(answers.key?.file).toBe(join(folder, "good.pem"));
    expect(talk.seen.join("\n")).not.toContain(line.slice(0, 40));
    expect(talk.seen.join("\n")).toContain("there is no such file");
  });

  test("that is made is shown by its public half, goes nowhere before all is answered, and may wait for its identifier", async () => {
    const talk = typing("make", ENTER, ENTER);
    const { answers, pair } = await askAll(at, talk, keys);
    const file = join(folder, ".config", "tauroi", "kalshi-demo.pem");
    expect(answers.key).toEqual({ id: undefined, file });
    expect(pair).toBe(PAIR);
    expect(systemFiles.exists(file)).toBe(false);
    expect(talk.seen.join("\n")).toContain("PUBLIC HALF");
    expect(talk.seen.join("\n")).not.toContain("PRIVATE HALF");
  });

  test("is not asked for on the embedded exchange", async () => {
    expect((await askAll({ ...at, venue: "sim" }, typing(), keys)).answers.key).toBeUndefined();
  });
});

describe("where nobody can be asked", () => {
  const settle = (given: Partial<Given>, takesDefaults = true) =>
    settleAll({ ...NOTHING, ...given, takesDefaults }, keys);

  test("what is missing is named, all of it at once", () => {
    expect(() => settle({}, false)).toThrow(/--venue; a key \(.*--generate-key.*--yes .*max_order_size 10/);
    expect(() => settle({ venue: "demo" })).toThrow(
      /^missing: a key \(--key-file FILE --key-id ID, or --generate-key, or --no-key\)$/,
    );
    expect(() => settle({ venue: "demo", key: { way: "file", id: "i", file: undefined } })).toThrow(
      /^missing: --key-file/,
    );
    expect(() => settle({ venue: "demo", key: { way: "file", id: undefined, file: "f" } })).toThrow(
      /^missing: --key-id/,
    );
  });

  test("everything given needs no defaults, and the embedded exchange no key", () => {
    const { venue, target, profile, limits } = { ...SOME_ANSWERS, venue: "sim", profile: "best" };
    expect(settle({ venue, target, profile, limits }, false).answers).toEqual({ ...SOME_ANSWERS, venue, profile });
    expect(settle({ venue: "sim" }).answers).toEqual({ ...SOME_ANSWERS, venue: "sim" });
  });

  test("values that don't go together are refused as a run would refuse them", () => {
    const limits = { ...SOME_ANSWERS.limits, max_order_size: 1 };
    expect(() => settle({ venue: "sim", profile: "best", limits })).toThrow(
      /order_size = 5 .* is more than max_order_size = 1/,
    );
  });
});

test("what is said is broken at words into lines of 79 columns, with the words as they were", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^\S{1,30}$/), { minLength: 1, maxLength: 60 }),
      fc.nat(6),
      (words, indent) => {
        const lines = wrapped(" ".repeat(indent) + words.join(" ")).split("\n");
        expect(lines.join(" ").trim().split(/\s+/)).toEqual(words);
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(79);
          expect(line.startsWith(" ".repeat(indent))).toBe(true);
        }
      },
    ),
  );
});
