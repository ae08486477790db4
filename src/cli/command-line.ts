const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** A command line that a shell takes apart into the same words. */
export function commandLine(words: readonly string[]): string {
  return ["tauroi", ...words.map((word) => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))].join(
    " ",
  );
}
