/**
 * Something to look at before the renderer is loaded: the alternate screen with one line, and the cursor where the renderer's
 * first frame begins. The returned function takes that line away again.
 */
export function drawFirstFrame(stdout: { write(text: string): unknown }): () => void {
  stdout.write("\x1b[?1049h\x1b[?25l\x1b[Htauroi: connecting to the engine...\x1b[H");
  return () => void stdout.write("\x1b[H\x1b[K");
}
