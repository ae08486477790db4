import { dlopen, FFIType, ptr } from "bun:ffi";

const { i32, u32, u64, i64, ptr: pointer } = FFIType;

/** A unix datagram socket that listens, as systemd's does. */
export interface Notified {
  /** Everything that has come since the last call, one text a datagram. */
  take(): readonly string[];
  close(): void;
}

/** Listens at a path; for a name of the abstract kind it begins with a NUL. Linux alone. */
export function listenForNotes(path: string): Notified {
  const { symbols } = dlopen("libc.so.6", {
    socket: { args: [i32, i32, i32], returns: i32 },
    bind: { args: [i32, pointer, u32], returns: i32 },
    recv: { args: [i32, pointer, u64, i32], returns: i64 },
    close: { args: [i32], returns: i32 },
  });
  const socket = symbols.socket(1, 2, 0); // AF_UNIX, SOCK_DGRAM
  const name = Buffer.from(path);
  const address = Buffer.concat([
    Buffer.from(Uint16Array.of(1).buffer),
    name,
    ...(path.startsWith("\0") ? [] : [Buffer.of(0)]),
  ]);
  if (symbols.bind(socket, ptr(address), address.length) !== 0) throw new Error(`${path} can't be listened at`);
  const room = Buffer.alloc(4_096);
  return {
    take() {
      const texts: string[] = [];
      for (;;) {
        const length = Number(symbols.recv(socket, ptr(room), room.length, 0x40)); // MSG_DONTWAIT
        if (length < 0) return texts;
        texts.push(room.toString("utf8", 0, length));
      }
    },
    close: () => void symbols.close(socket),
  };
}
