import { dlopen, FFIType, ptr } from "bun:ffi";

const { i32, u64, ptr: pointer } = FFIType;

/** Where the system's call is found: glibc, musl, macOS. */
const LIBRARIES = ["libc.so.6", "libc.so", "libSystem.B.dylib"];

const POLLOUT = 4; // on Linux and macOS alike

/**
 * Whether a write to a descriptor would go on at once: 4,096 bytes into a pipe, whose reader may have stopped to read. Asked of the system (poll(2)), since
 * making the descriptor itself not block would do that to everybody who shares it. True where it can't be asked, and where a write fails at once.
 */
export function readyToWrite(descriptor: number): () => boolean {
  const poll = systemPoll();
  if (poll === undefined) return () => true;
  const asked = new Int16Array(4); // struct pollfd: int fd; short events; short revents
  new Int32Array(asked.buffer)[0] = descriptor;
  asked[2] = POLLOUT;
  return () => poll(ptr(asked), 1, 0) !== 0;
}

function systemPoll() {
  for (const library of LIBRARIES) {
    try {
      return dlopen(library, { poll: { args: [pointer, u64, i32], returns: i32 } }).symbols.poll;
    } catch {
      // it isn't called so here
    }
  }
  return undefined;
}
