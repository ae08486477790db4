import { createOutputFile } from "../ambient/output-file.ts";
import type { ReportPage } from "../backtest/page/report-page.ts";

/** Writes the page in one step: there is a whole one or none. Throws FileError. */
export async function writePage(path: string, page: ReportPage): Promise<void> {
  const { pageHtml } = await import("../backtest/page/page-html.ts");
  writeWhole(path, pageHtml(page));
}

/** Writes a text in one step. Throws FileError. */
export function writeWhole(path: string, text: string): void {
  const file = createOutputFile(path);
  try {
    file.write(new TextEncoder().encode(text));
    file.commit();
  } catch (error) {
    file.abandon();
    throw error;
  }
}
