import { join } from "node:path";
import { version } from "../../package.json" with { type: "json" };

declare const TAUROI_COMMIT: string | undefined; // put in by the build

/** `tauroi 0.1.0 (1a2b3c4d5e6f)`, as `--version` prints it. */
export function versionLine(): string {
  const commit = typeof TAUROI_COMMIT === "string" ? TAUROI_COMMIT : sourceCommit();
  return `tauroi ${version} (${commit})`;
}

/** The commit of the source tree, shortened to 12 digits; `source` without git, or outside a clone of this project. */
export function sourceCommit(): string {
  try {
    const git = Bun.spawnSync(["git", "rev-parse", "--show-prefix", "--short=12", "HEAD"], {
      cwd: join(import.meta.dirname, "..", ".."),
      stderr: "ignore",
    });
    // The first line is where this tree lies in the repository: empty, unless the repository is somebody else's.
    const [, commit] = /^\n([0-9a-f]{12,})\n$/.exec(git.stdout.toString()) ?? [];
    return git.success && commit !== undefined ? commit : "source";
  } catch {
    return "source"; // no git on this machine
  }
}
