import { FPS_LIMIT } from "./control-protocol.ts";

/**
 * What whoever connects to the control socket can cost the engine, whatever he sends: at most CLIENT_LIMIT connections, each with one
 * unfinished line (LINE_LIMIT, 64 KiB), UNREAD_LIMIT_BYTES and one snapshot unread, and so many bytes, lines and commands in a frame,
 * which is a quarter of a second. A connection that goes beyond is ended; the others never notice.
 */

export const FRAME_MS = 1_000 / FPS_LIMIT;

/** Connections at once. One more, and one that has said nothing makes room, or the oldest that doesn't watch. */
export const CLIENT_LIMIT = 16;

/** Of those, how many may watch: fewer, so that there is always room for somebody who wants to kill. */
export const VIEWER_LIMIT = 8;

/** Lines that can't be understood before a connection is ended. */
export const OFFENCE_LIMIT = 5;

/** Bytes from one connection in a frame: two of the longest lines. */
export const BYTES_LIMIT = 128 * 1024;

/** Lines of any kind from one connection in a frame. */
export const LINE_COUNT_LIMIT = 40;

/** Commands from one connection in a frame: many more than a person sends. Those beyond are offences. */
export const COMMAND_LIMIT = 20;

/** Commands from all connections together in a frame, kills apart: each is journaled, and the disk isn't endless. */
export const ALL_COMMANDS_LIMIT = 60;

/** How long a line may take from its first byte to its end. */
export const LINE_WITHIN_MS = 10_000;

/** What a connection may leave unread, beside one snapshot, before it is ended. */
export const UNREAD_LIMIT_BYTES = 256 * 1024;

/** A viewer that has read nothing for so long gives its place to one that wants to watch. */
export const STALLED_AFTER_MS = 10_000;
