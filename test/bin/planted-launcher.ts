import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BIN = join(import.meta.dirname, "..", "..", "bin");
const TOOLS = [
  "sh",
  "cat",
  "chmod",
  "cp",
  "dirname",
  "env",
  "ln",
  "mkdir",
  "mv",
  "readlink",
  "rm",
  "sed",
  "sleep",
  "uname",
];

export const PINNED = "9.8.7";

/**
 * Stands in for Bun: notes down how it was called, installs packages in two parts with $INSTALL_STEPS of 50 ms between,
 * adds what npm would, and otherwise prints its arguments one a line. As a test runner it does what $VITEST says.
 */
const BUN = (version: string) => `#!/bin/sh
[ "$1" = --version ] && { echo ${version}; exit; }
echo "bun ${version} $*" >>"$CALLS"
for word; do
  case $word in
    install)
      mkdir -p "$PLANTED/node_modules/first"
      left=\${INSTALL_STEPS:-0}
      while [ "$left" -gt 0 ]; do
        sleep 0.05
        left=$((left - 1))
      done
      [ -z "$INSTALL_FAILS" ] || exit 1
      mkdir -p "$PLANTED/node_modules/second"
      exit ;;
    add) exec npm-stand-in "$@" ;;
    vitest) eval "$VITEST" ;;
  esac
done
for word; do printf '<%s>\\n' "$word"; done
`;

/** Stands in for npm: puts a Bun of the version asked for where the real one would be, unless it is $UNFIT for this machine. */
const NPM = `#!/bin/sh
[ "\${0##*/}" = npm ] && echo "npm $*" >>"$CALLS"
[ -z "$NPM_FAILS" ] || exit 1
while [ $# -gt 1 ]; do
  case $1 in --prefix|--cwd) work=$2 ;; esac
  shift
done
case $1 in *-baseline@*) package=bun-some-machine-baseline ;; *) package=bun-some-machine ;; esac
mkdir -p "$work/node_modules/@oven/$package/bin"
if [ "$package" = "$UNFIT" ]; then echo 'exit 132' >"$work/node_modules/@oven/$package/bin/bun"
else cp "$STANDS_IN/bun-${PINNED}" "$work/node_modules/@oven/$package/bin/bun"; fi
chmod +x "$work/node_modules/@oven/$package/bin/bun"
`;

export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** The launchers in a project of their own, on a machine that has a few small tools and what a test gives it. */
export class PlantedLauncher {
  private constructor(
    readonly home: string,
    /** The project's root; its name has a space in it. */
    readonly root: string,
  ) {}

  /** `tools`: what there is on the PATH: "npm" (with node), "bun 1.2.3". */
  static async plant(...tools: readonly string[]): Promise<PlantedLauncher> {
    const home = await mkdtemp(join(tmpdir(), "tauroi-launcher-"));
    const planted = new PlantedLauncher(home, join(home, "the project"));
    const { root } = planted;
    await mkdir(join(root, "bin"), { recursive: true });
    for (const file of ["tauroi", "test", "setup.sh"]) await copyFile(join(BIN, file), join(root, "bin", file));
    const manifest = {
      engines: { bun: "0.0.1" },
      devDependencies: { "bun-types": "0.0.2", bun: PINNED, zod: "0.0.3" },
    };
    await writeFile(join(root, "package.json"), JSON.stringify(manifest, null, 2));
    await writeFile(join(root, "bun.lock"), "first\n");

    await mkdir(join(home, "path"));
    await mkdir(join(home, "stands-in"));
    for (const tool of TOOLS) await symlink(Bun.which(tool) ?? tool, join(home, "path", tool));
    await planted.#program("stands-in", `bun-${PINNED}`, BUN(PINNED));
    await planted.#program("path", "npm-stand-in", NPM);
    for (const tool of tools) {
      const [name, version] = tool.split(" ");
      if (name === "bun") await planted.#program("path", "bun", BUN(version ?? PINNED));
      if (name === "npm") {
        await planted.#program("path", "npm", NPM);
        await planted.#program("path", "node", "#!/bin/sh\n");
      }
    }
    return planted;
  }

  async #program(folder: string, name: string, text: string): Promise<void> {
    await writeFile(join(this.home, folder, name), text);
    await chmod(join(this.home, folder, name), 0o755);
  }

  /** Starts a launcher, `bin/tauroi` or `bin/test` or another path to one of them. */
  start(launcher: string, words: readonly string[] = [], env: Readonly<Record<string, string>> = {}, cwd = this.root) {
    return Bun.spawn([launcher, ...words], {
      cwd,
      env: {
        PATH: join(this.home, "path"),
        PLANTED: this.root,
        STANDS_IN: join(this.home, "stands-in"),
        CALLS: join(this.home, "calls"),
        ...env,
      },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
  }

  /** Starts a launcher and waits for its end. */
  async run(...args: Parameters<PlantedLauncher["start"]>): Promise<Ended> {
    return ended(this.start(...args));
  }

  /** How npm and Bun were called so far (other than for their version), one call a line. */
  async calls(): Promise<string[]> {
    const text = await readFile(join(this.home, "calls"), "utf8").catch(() => "");
    return text.split("\n").filter((line) => line !== "");
  }

  /** How often packages were installed so far. */
  async installs(): Promise<number> {
    return (await this.calls()).filter((call) => call.includes(" install --frozen-lockfile ")).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.home, { recursive: true });
  }
}

/** What a process printed, once it has ended. */
export async function ended(child: Bun.ReadableSubprocess): Promise<Ended> {
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { exitCode: await child.exited, out, error };
}
