import { openAppendFile } from "../ambient/append-file.ts";
import { type Files, systemFiles } from "../ambient/files.ts";
import { type JobSummaryParts, jobSummary } from "./job-summary.ts";
import { markdownText } from "./markdown-text.ts";

/** Adds the summary of a run to a file, once, in one write. What can't be written, or summed up, is complained of and changes nothing. */
export class JobSummaryFile {
  #isWritten = false;

  constructor(
    private readonly path: string,
    private readonly complain: (text: string) => void,
    private readonly files: Pick<Files, "size"> = systemFiles,
  ) {}

  /** How a run went. Later words change nothing. */
  write(parts: () => JobSummaryParts): void {
    this.#once(() => jobSummary(parts()));
  }

  /** Why there was no run. */
  writeFailure(text: string, exitCode: number): void {
    this.#once(() => `## ❌ It didn't trade\n\n${markdownText(text)} (exit code ${exitCode})\n`);
  }

  #once(text: () => string): void {
    if (this.#isWritten) return;
    this.#isWritten = true;
    try {
      const bytes = new TextEncoder().encode(text());
      const file = openAppendFile(this.path, this.files.size(this.path));
      try {
        file.write(bytes);
      } finally {
        file.close();
      }
    } catch (error) {
      this.complain(`tauroi: --summary: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
