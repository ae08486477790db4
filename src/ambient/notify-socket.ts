import { dlopen, FFIType, ptr } from "bun:ffi";

/** Tells a supervisor something: one datagram. Answers whether it was taken; never waits and never throws. */
export type Notify = (text: string) => boolean;

const { i32, u32, u64, i64, ptr: pointer } = FFIType;

const LIBRARIES = ["libc.so.6", "libc.so"]; // glibc, musl

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
const MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
const MOST_PATH_BYTES = 107;

/**
 * A line to whoever listens on a unix datagram socket, as systemd does at `NOTIFY_SOCKET` (sd_notify(3)): a path, or with "@" first a name of Linux's
 * abstract kind. The system's own calls are used because neither Bun nor Node has such sockets, and a child process could be answered for by nobody: systemd
 * asks which process has spoken. Undefined where the system has no such calls. Throws RangeError for what is no such address.
 */
export function openNotifySocket(address: string): Notify | undefined {
  const target = socketAddress(address);
  const calls = systemCalls();
  if (calls === undefined) return undefined;
  const socket = calls.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  if (socket < 0) return undefined;
  return (text) => {
    const bytes = new TextEncoder().encode(text);
    const sent = calls.sendto(socket, ptr(bytes), bytes.length, MSG_DONTWAIT_NOSIGNAL, ptr(target), target.length);
    return Number(sent) === bytes.length;
  };
}

/** A `sockaddr_un`: the family in the machine's byte order, then the path with its end, or a NUL and the abstract name. */
function socketAddress(address: string): Uint8Array {
  const isAbstract = address.startsWith("@");
  const name = new TextEncoder().encode(isAbstract ? address.slice(1) : address);
  if ((!isAbstract && !address.startsWith("/")) || name.length === 0 || name.length > MOST_PATH_BYTES - 1) {
    throw new RangeError(
      `${address}: expected the path of a socket, or @ and a name, of at most ${MOST_PATH_BYTES - 1} bytes`,
    );
  }
  const bytes = new Uint8Array(2 + name.length + 1);
  new Uint16Array(bytes.buffer, 0, 1)[0] = AF_UNIX;
  bytes.set(name, isAbstract ? 3 : 2);
  return bytes;
}

function systemCalls() {
  for (const library of LIBRARIES) {
    try {
      return dlopen(library, {
        socket: { args: [i32, i32, i32], returns: i32 },
        sendto: { args: [i32, pointer, u64, i32, pointer, u32], returns: i64 },
      }).symbols;
    } catch {
      // it isn't called so here
    }
  }
  return undefined;
}
