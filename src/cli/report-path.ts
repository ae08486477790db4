import { dirname } from "node:path";
import { systemFiles } from "../ambient/files.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

/** Throws CommandFailure for a name that a browser wouldn't take for a page, and for a folder that isn't there: before hours of work. */
export function checkReportPath(path: string, option = "--report"): void {
  if (!/\.html?$/i.test(path)) {
    throw new CommandFailure(`${option} ${path}: it is a page; let its name end in .html`, EXIT.usage);
  }
  checkFolder(path, option);
}

/** The same for `--csv`: a slip of the hand must not write rows over a journal. */
export function checkCsvPath(path: string): void {
  if (!/\.csv$/i.test(path)) {
    throw new CommandFailure(`--csv ${path}: it is a table; let its name end in .csv`, EXIT.usage);
  }
  checkFolder(path, "--csv");
}

function checkFolder(path: string, option: string): void {
  if (systemFiles.isFolder(dirname(path))) return;
  const mend = "make it, or name another place";
  throw new CommandFailure(`${option} ${path}: there is no folder ${dirname(path)}; ${mend}`, EXIT.usage);
}
