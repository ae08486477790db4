/** What comes next in a stream of zstd frames (RFC 8878, section 3). */
type Part = "magic" | "skippable size" | "descriptor" | "rest of header" | "block header" | "content" | "checksum";

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50; // and the fifteen after it
const RLE_BLOCK = 1; // one byte, to be repeated
const RESERVED_BLOCK = 3;
const DICTIONARY_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

/**
 * Follows the frames of packed zstd data without unpacking them, to tell whether the data is whole: the decompressor itself ends quietly
 * where a file was cut off, and before what isn't zstd.
 */
export class ZstdFrames {
  #part: Part = "magic";
  #needs = 4; // bytes of this part that are still to come
  #value = 0; // of the little-endian number being read
  #place = 0; // of its next byte
  #checksum = false;
  #lastBlock = false;
  #damaged = false;

  /** The next piece of the packed data. */
  feed(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.#damaged; ) {
      if (this.#part === "content") {
        const skipped = Math.min(this.#needs, bytes.length - at);
        at += skipped;
        this.#needs -= skipped;
      } else {
        if (this.#place < 4) this.#value += bytes[at]! * 2 ** (8 * this.#place);
        this.#place += 1;
        at += 1;
        this.#needs -= 1;
      }
      while (this.#needs === 0 && !this.#damaged) this.#finishPart();
    }
  }

  /** `whole`: every frame has ended; `cut off`: more was to come; `damaged`: it isn't zstd from some place on. */
  get state(): "whole" | "cut off" | "damaged" {
    if (this.#damaged) return "damaged";
    return this.#part === "magic" && this.#place === 0 ? "whole" : "cut off";
  }

  #next(part: Part, bytes: number): void {
    this.#part = part;
    this.#needs = bytes;
    this.#value = 0;
    this.#place = 0;
  }

  #finishPart(): void {
    const [part, bytes] = this.#following(this.#value);
    this.#next(part, bytes);
  }

  /** The part after the one whose number is `value`, and how long it is. */
  #following(value: number): readonly [part: Part, bytes: number] {
    switch (this.#part) {
      case "magic":
        if (value >= SKIPPABLE_MAGIC && value < SKIPPABLE_MAGIC + 16) return ["skippable size", 4];
        this.#damaged = value !== FRAME_MAGIC;
        return ["descriptor", 1];
      case "skippable size":
        this.#checksum = false;
        this.#lastBlock = true;
        return ["content", value];
      case "descriptor": {
        const singleSegment = (value & 0x20) !== 0;
        this.#checksum = (value & 0x04) !== 0;
        const size = value >> 6 === 0 && singleSegment ? 1 : CONTENT_SIZE_BYTES[(value >> 6) as 0 | 1 | 2 | 3];
        const dictionary = DICTIONARY_BYTES[(value & 3) as 0 | 1 | 2 | 3];
        return ["rest of header", (singleSegment ? 0 : 1) + dictionary + size];
      }
      case "rest of header":
        return ["block header", 3];
      case "block header": {
        const kind = (value >> 1) & 3;
        this.#lastBlock = (value & 1) === 1;
        if (kind === RESERVED_BLOCK) this.#damaged = true;
        return ["content", kind === RLE_BLOCK ? 1 : value >> 3];
      }
      case "content":
        if (!this.#lastBlock) return ["block header", 3];
        return this.#checksum ? ["checksum", 4] : ["magic", 4];
      case "checksum":
        return ["magic", 4];
    }
  }
}
