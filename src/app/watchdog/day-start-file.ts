import { join } from "node:path";
import { FileError, type Files } from "../../ambient/files.ts";
import { replaceFile } from "../../ambient/replace-file.ts";
import { LatestText } from "../latest-text.ts";
import { type DayStart, dayStart } from "./profit.ts";

const NAME = "watchdog.json";

/** What an earlier watchdog on this folder saw first on this day; undefined when there was none, or what it left can't be read. */
export function readDayStart(state: string, files: Files): DayStart | undefined {
  try {
    const read = dayStart.safeParse(JSON.parse(files.readText(join(state, NAME)) ?? "null"));
    return read.success ? read.data : undefined;
  } catch (error) {
    if (error instanceof FileError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Keeps the first look of a day for the watchdogs that follow. Its failure stops nothing. */
export function dayStartKeeper(state: string, complain: (text: string) => void): (start: DayStart) => void {
  const file = new LatestText([join(state, NAME)], replaceFile, (path, error) => {
    complain(`${path} can't be written: ${error instanceof Error ? error.message : String(error)}`);
  });
  return (start) => file.write(JSON.stringify(start));
}
