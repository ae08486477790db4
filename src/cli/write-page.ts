import { writeOutputText } from "../ambient/output-file.ts";
import type { ReportPage } from "../backtest/page/report-page.ts";

/** Writes the page in one step: there is a whole one or none. Throws FileError. */
export async function writePage(path: string, page: ReportPage): Promise<void> {
  const { pageHtml } = await import("../backtest/page/page-html.ts");
  await writeOutputText(path, pageHtml(page));
}
