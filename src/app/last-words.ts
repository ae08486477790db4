const LINES = 5;
/** Where in the program it happened: calls, and the lines of it that Bun shows beside them. */
const WHERE = /^\s+at |^\s*\d+ \| |^\s*\^\s*$/;

/** The end of what an engine has logged, for whoever waits for it: what went wrong, without where in the program; at most five lines. */
export function lastWords(log: string): string {
  const lines = log.split("\n").filter((line) => line.trim() !== "" && !WHERE.test(line));
  return lines.slice(-LINES).join("\n");
}
