import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { SHARED_FOLDER } from "./program.ts";

let folder: string;

/** Gives the files of a test run a folder in which they share one compiled program. */
export async function setup(project: TestProject): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "tauroi-compiled-"));
  process.env[SHARED_FOLDER] = folder;
  project.onTestsRerun(async () => {
    await teardown(); // it may be of another source by now
    await mkdir(folder);
  });
}

export async function teardown(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
