import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Problem, readSources, type Source } from "../../bin/check/sources.ts";

/** What `check` says of a project that consists of `files` (path to text), written out and read like the real one. */
export async function problemsOf(
  check: (sources: readonly Source[]) => Problem[],
  files: Readonly<Record<string, string>>,
): Promise<Problem[]> {
  const root = await mkdtemp(join(tmpdir(), "tauroi-check-"));
  try {
    for (const [path, text] of Object.entries(files)) await Bun.write(join(root, path), text);
    return check(await readSources(root, ["src", "tui", "bin"]));
  } finally {
    await rm(root, { recursive: true });
  }
}

/** The path from the folder of `from` to `to`, as an import statement writes it. */
export function specifier(from: string, to: string): string {
  return `${dirname(from)
    .split("/")
    .map(() => "..")
    .join("/")}/${to}`;
}
