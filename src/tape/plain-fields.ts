const ZERO = 0x30;
const DOT = 0x2e;
const COLON = 0x3a;
const DASH = 0x2d;
const COMMA = 0x2c;
const SPACE = 0x20;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const CR = 0x0d;
const LF = 0x0a;
// Four bytes at once.
const COMMAS = 0x2c2c2c2c;
const FEEDS = 0x0a0a0a0a;
const HIGH_BITS = 0x80808080 | 0;
const MOST_WHOLE_DIGITS = 9; // with four decimals still exact
const SECOND_US = 1_000_000;

/** What the commonest spellings of fields mean, read from the bytes. Whatever is spelt otherwise is -1 and left to others. */
export class PlainFields {
  bytes: Uint8Array = new Uint8Array();
  view = new DataView(this.bytes.buffer);
  /** Where the field that was read last ends: at a comma or the end of the line if it was all of it. */
  end = 0;
  /** Whether the text that was found last has no other characters. */
  ascii = true;
  // The day of the time that was read last, as its ten bytes are and as seconds since 1970.
  #day1 = 0;
  #day2 = 0;
  #day3 = 0;
  #daySeconds = 0;

  /** The pieces of a file that the next fields are in. */
  use(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Finds the end of a field: a comma, or the end of the line, which must be there. */
  text(start: number): void {
    const { bytes, view } = this;
    const lastWord = bytes.length - 4;
    let at = start;
    let bits = 0;
    while (at <= lastWord) {
      const word = view.getInt32(at, true);
      if ((zeroBytes(word ^ COMMAS) | zeroBytes(word ^ FEEDS)) !== 0) break;
      bits |= word;
      at += 4;
    }
    for (let byte = bytes[at]!; byte !== COMMA && byte !== LF; byte = bytes[at]!) {
      bits |= byte;
      at += 1;
    }
    this.ascii = (bits & HIGH_BITS) === 0;
    this.end = bytes[at] === LF && at > start && bytes[at - 1] === CR ? at - 1 : at;
  }

  /** Epoch microseconds of 2025-06-04T14:02:03.221164Z, with any fraction to nine digits or none. */
  isoTime(at: number): number {
    const { bytes, view } = this;
    if (at + 20 > bytes.length) return -1;
    const day1 = view.getInt32(at, true);
    const day2 = view.getInt32(at + 4, true);
    const day3 = view.getInt16(at + 8, true);
    if (day1 !== this.#day1 || day2 !== this.#day2 || day3 !== this.#day3) {
      const seconds = this.#seconds(at);
      if (seconds < 0) return -1;
      this.#day1 = day1;
      this.#day2 = day2;
      this.#day3 = day3;
      this.#daySeconds = seconds;
    }
    const between = bytes[at + 10]!;
    const hour = this.#twoDigits(at + 11);
    const minute = this.#twoDigits(at + 14);
    const second = this.#twoDigits(at + 17);
    if (between !== LETTER_T && between !== SPACE) return -1;
    if (bytes[at + 13] !== COLON || bytes[at + 16] !== COLON || hour > 23 || minute > 59 || second > 59) return -1;
    let next = at + 19;
    let fraction = 0;
    if (bytes[next] === DOT) {
      const first = next + 1;
      let weight = SECOND_US;
      next = first;
      for (let digit = bytes[next]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[next]! - ZERO) {
        if (next < first + 6) {
          weight /= 10;
          fraction += digit * weight;
        }
        next += 1;
      }
      if (next === first || next > first + 9) return -1;
    }
    if (bytes[next] !== LETTER_Z) return -1;
    this.end = next + 1;
    return (this.#daySeconds + hour * 3600 + minute * 60 + second) * SECOND_US + fraction;
  }

  /** A decimal number of zero or more as a count of 10^-decimals, if it is one exactly. */
  decimal(start: number, decimals: number): number {
    const { bytes } = this;
    let at = start;
    let value = 0;
    for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[at]! - ZERO) {
      value = value * 10 + digit;
      at += 1;
    }
    if (at === start || at > start + MOST_WHOLE_DIGITS) return -1;
    let missing = decimals;
    if (bytes[at] === DOT) {
      at += 1;
      const first = at;
      for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[at]! - ZERO) {
        if (missing > 0) {
          value = value * 10 + digit;
          missing -= 1;
        } else if (digit !== 0) return -1;
        at += 1;
      }
      if (at === first) return -1;
    }
    for (; missing > 0; missing -= 1) value *= 10;
    this.end = at;
    return value;
  }

  /** Seconds since 1970 of the day 2025-06-04. */
  #seconds(at: number): number {
    const { bytes } = this;
    const century = this.#twoDigits(at);
    const year = century * 100 + this.#twoDigits(at + 2);
    const month = this.#twoDigits(at + 5);
    const day = this.#twoDigits(at + 8);
    // Before 1970 and what isn't a number is left to others too.
    if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH || year < 1970 || year > 9999) return -1;
    if (month < 1 || month > 12 || day < 1 || day > 31) return -1;
    const ms = Date.UTC(year, month - 1, day);
    return new Date(ms).getUTCDate() === day ? ms / 1000 : -1;
  }

  /** More than any two digits are where one isn't a digit. */
  #twoDigits(at: number): number {
    const tens = this.bytes[at]! - ZERO;
    const ones = this.bytes[at + 1]! - ZERO;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1_000_000;
  }
}

/** Not zero if one of the four bytes is (H. Warren, Hacker's Delight, section 6-1). */
function zeroBytes(word: number): number {
  return ((word - 0x01010101) | 0) & ~word & HIGH_BITS;
}
