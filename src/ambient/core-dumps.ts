import { dlopen, FFIType } from "bun:ffi";

const { i32, u64, ptr } = FFIType;

/** Where the system's calls are found: glibc, musl, macOS. */
const LIBRARIES = ["libc.so.6", "libc.so", "libSystem.B.dylib"];

const RLIMIT_CORE = 4; // on Linux and macOS alike
const PR_SET_DUMPABLE = 4; // of Linux alone

/**
 * Keeps the system from writing this process's memory, in which its secrets are, to a file when it crashes: no core file, also where cores are piped to
 * a program; and, on Linux, no other process of this user may read that memory or the environment it was started with. What it starts inherits the first. Answers
 * whether the system has agreed.
 */
export function forbidCoreDumps(): boolean {
  for (const library of LIBRARIES) {
    try {
      const { symbols } = dlopen(library, { setrlimit: { args: [i32, ptr], returns: i32 } });
      const limited = symbols.setrlimit(RLIMIT_CORE, new BigUint64Array(2)) === 0; // none now, and none to be had again
      return limited && (process.platform !== "linux" || becomeUndumpable(library));
    } catch {
      // it isn't called so here
    }
  }
  return false;
}

function becomeUndumpable(library: string): boolean {
  const { symbols } = dlopen(library, { prctl: { args: [i32, u64, u64, u64, u64], returns: i32 } });
  return symbols.prctl(PR_SET_DUMPABLE, 0n, 0n, 0n, 0n) === 0;
}
