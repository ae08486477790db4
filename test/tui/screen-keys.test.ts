import fc from "fast-check";
import type { Key } from "ink";
import { expect, test } from "vitest";
import { KEYS, type KeyName } from "../../tui/keys.ts";
import { keyNames } from "../../tui/screen-keys.ts";

/** What a terminal sends for keys that are one character. */
const SENT: Readonly<Partial<Record<KeyName, string>>> = {
  enter: "\r",
  tab: "\t",
  escape: "\x1b",
  backspace: "\x7f",
  "ctrl+c": "\x03",
  "ctrl+l": "\x0c",
  "ctrl+z": "\x1a",
};
/** Those it sends a sequence for, which never comes in one piece with others: it is cut off as one. */
const SEQUENCES = ["up", "down", "left", "right", "home", "end", "pageup", "pagedown", "shift+tab"];
const ALONE = KEYS.flatMap(({ keys }) => keys).filter((key) => !SEQUENCES.includes(key));

const NO_KEY = {} as Key;

test("keys that come in one piece are what they are one by one: none is lost", () => {
  const some = fc.array(fc.constantFrom(...ALONE), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(some, (keys) => {
      expect(keyNames(keys.map((key) => SENT[key] ?? key).join(""), NO_KEY)).toEqual(keys);
    }),
  );
});
