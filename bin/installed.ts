/**
 * Tells whether every package of bun.lock that is meant for this machine is there. Bun installs a package that is made for
 * one kind of machine (a compiler, a linter) if it can, and only warns if it can't.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";

interface Machine {
  readonly os: string;
  readonly cpu: string;
  readonly libc: string;
}

/** The fields of an entry of bun.lock that say what machines the package is for: one, several, or all but some (`!win32`). */
type Meant = Partial<Record<keyof Machine, string | readonly string[]>>;

type Lock = { readonly packages: Readonly<Record<string, readonly unknown[]>> };

/** The packages of `lock` that are made for some machines only, `machine` among them, and are not in `modules`. */
export function missingPackages(lock: Lock, modules: string, machine: Machine): string[] {
  return Object.entries(lock.packages)
    .filter(([, entry]) => isMeantFor(entry.find((part) => typeof part === "object") as Meant | undefined, machine))
    .map(([name]) => name)
    .filter((name) => !existsSync(join(modules, folderOf(name), "package.json")));
}

/** `a/@b/c`, the package @b/c for the use of a alone, lies in a's own folder of packages. */
function folderOf(name: string): string {
  return (name.match(/(?:@[^/]+\/)?[^/]+/g) ?? []).join("/node_modules/");
}

function isMeantFor(meant: Meant | undefined, machine: Machine): boolean {
  const stated = (["os", "cpu", "libc"] as const).filter((field) => meant?.[field] !== undefined);
  return stated.length > 0 && stated.every((field) => fits([meant?.[field] ?? []].flat(), machine[field]));
}

function fits(words: readonly string[], value: string): boolean {
  if (words.includes(`!${value}`)) return false;
  return words.includes(value) || words.includes("any") || words.every((word) => word.startsWith("!"));
}

function thisMachine(): Machine {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return { os: process.platform, cpu: process.arch, libc: report.header?.glibcVersionRuntime ? "glibc" : "musl" };
}

if (import.meta.main) {
  const root = join(import.meta.dirname, "..");
  const { default: lock } = await import(join(root, "bun.lock"));
  const missing = missingPackages(lock, join(root, "node_modules"), thisMachine());
  if (missing.length > 0) process.stderr.write(`tauroi: these packages did not arrive: ${missing.join(", ")}\n`);
  process.exitCode = missing.length > 0 ? 1 : 0;
}
