import { join } from "node:path";
import { z } from "zod";
import type { Files } from "../../ambient/files.ts";
import type { ReplaceFile } from "../../ambient/replace-file.ts";
import type { LeftByProbes } from "../../venue/kalshi/probe/begin.ts";

/** Beside the journal, what probes have to take away if they die: read by the next ones. */
const NAME = "probe.json";

const shape = z.object({
  rest_url: z.string(),
  epoch: z.string(),
  open_groups: z.array(z.string()),
  groups_before: z.array(z.string()).nullable(),
});

/** What the last probes on an account have left; undefined when there were none at this address, or nothing can be read. */
export function readProbeRecord(state: string, restUrl: string, files: Files): LeftByProbes | undefined {
  const text = files.readText(join(state, NAME));
  if (text === undefined) return undefined;
  try {
    const { data } = shape.safeParse(JSON.parse(text));
    if (data === undefined || data.rest_url !== restUrl) return undefined;
    return { epoch: data.epoch, open: data.open_groups, before: data.groups_before };
  } catch {
    return undefined;
  }
}

/** Keeps what has to be taken away. */
export async function writeProbeRecord(
  state: string,
  restUrl: string,
  { epoch, open, before }: LeftByProbes,
  replace: ReplaceFile,
): Promise<void> {
  const record = { rest_url: restUrl, epoch, open_groups: open, groups_before: before };
  await replace(join(state, NAME), `${JSON.stringify(record, null, 2)}\n`);
}
