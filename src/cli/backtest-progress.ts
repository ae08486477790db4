/** Shows on a terminal how far a long piece of work is, instead of what was shown before. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}

/** Takes away what is shown. */
export function hideProgress(): void {
  showProgress("");
}
