import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { blocksOf, PAGES } from "./pages.ts";

/** Files that pages show as examples: that they can be read. What is in them is tested where it belongs. */

const BLOCKS = PAGES.flatMap(blocksOf);

function ofKind(kind: string) {
  return BLOCKS.filter((block) => block.kind === kind);
}

test.each(ofKind("json"))("$page:$line is JSON, a document a line", ({ text }) => {
  for (const line of text.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
});

test.each(ofKind("toml"))("$page:$line is TOML", ({ text }) => {
  expect(() => Bun.TOML.parse(text)).not.toThrow();
});

test.each(ofKind("yaml"))("$page:$line is YAML", ({ text }) => {
  expect(parseYaml(text)).toBeTypeOf("object");
});
