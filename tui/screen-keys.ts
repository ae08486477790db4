import { type Key, useInput, usePaste } from "ink";
import type { KeyName } from "./keys.ts";

/**
 * Calls `press` for each key, named as in the key table. Several that come in one piece are several keys; what is pasted is
 * none at all, since it may hold any letter.
 */
export function useScreenKeys(press: (key: KeyName) => void, pasted: () => void): void {
  useInput((input, key) => {
    for (const name of keyNames(input, key)) press(name);
  });
  usePaste(pasted);
}

/** The names of the keys in one piece of input. */
export function keyNames(input: string, key: Key): readonly KeyName[] {
  if (key.upArrow) return ["up"];
  if (key.downArrow) return ["down"];
  if (key.leftArrow) return ["left"];
  if (key.rightArrow) return ["right"];
  if (key.pageUp) return ["pageup"];
  if (key.pageDown) return ["pagedown"];
  if (key.home) return ["home"];
  if (key.end) return ["end"];
  if (key.return) return ["enter"];
  if (key.escape) return ["escape"];
  if (key.backspace || key.delete) return ["backspace"];
  if (key.tab) return [key.shift ? "shift+tab" : "tab"];
  if (key.ctrl) return input === "" ? [] : [`ctrl+${input}`];
  const names = Array.from(input, named).filter((name) => name !== "");
  // Escape and a letter that arrive together look like Alt and the letter. No key here is pressed with Alt, and a K may not be lost.
  return key.meta ? ["escape", ...names] : names;
}

const BY_CODE: Readonly<Record<string, KeyName>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x03": "ctrl+c",
  "\b": "backspace",
  "\x7f": "backspace",
  "\x0c": "ctrl+l",
  "\x1a": "ctrl+z",
  "\x1b": "escape",
};

function named(character: string): KeyName {
  return BY_CODE[character] ?? (/\p{C}/u.test(character) ? "" : character);
}
