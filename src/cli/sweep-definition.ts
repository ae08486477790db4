import { basename, join } from "node:path";
import { tapeFile } from "../ambient/tape-source.ts";
import type { ProfileFile } from "../app/profile-file.ts";
import { versionLine } from "../app/version.ts";
import type { HashedFile, SweepDefinition } from "../backtest/sweep/definition.ts";
import type { Drawing, SweepAxis } from "../backtest/sweep/sweep-space.ts";
import type { TapeFillModel } from "../backtest/tape-fill-model.ts";
import type { FeeType } from "../market/event.ts";
import { MANIFEST_FILE } from "../tape/recording/manifest.ts";
import { type TapeFile, unreadable } from "../tape/tape-file.ts";
import type { SweepOptions } from "./sweep-options.ts";
import { namedTapes } from "./tape-files.ts";

export interface DefinitionParts {
  readonly options: SweepOptions;
  readonly tapes: readonly string[];
  readonly profiles: readonly ProfileFile[];
  readonly axes: readonly SweepAxis[];
  readonly drawing: Drawing | null;
  readonly fillModels: readonly TapeFillModel[];
  readonly feeType: FeeType;
}

/** What a sweep's result follows from, with the content of every file that it reads. Throws TapeError for one that can't be read. */
export async function sweepDefinition(parts: DefinitionParts): Promise<SweepDefinition> {
  const { options, tapes, profiles, axes, drawing, fillModels, feeType } = parts;
  const { settlements } = options;
  return {
    program: versionLine(),
    bases: profiles.map(({ values }) => values),
    axes,
    drawing,
    fill_models: fillModels,
    model: options.model,
    setting: options.setting,
    seed: options.seed,
    fee_type: feeType,
    unsettled: options.unsettled,
    min_trades: options.minTrades,
    columns: options.column ?? [],
    tapes: await hashedTapes(tapes),
    settlements: settlements === undefined ? null : await hashed({ name: settlements, bytes: tapeFile(settlements) }),
  };
}

async function hashedTapes(paths: readonly string[]): Promise<readonly HashedFile[]> {
  const { files, recordings } = namedTapes(paths);
  const manifests = recordings.map(({ folder }) => join(folder, MANIFEST_FILE));
  const all = [
    ...files,
    ...recordings.flatMap(({ stream }) => stream),
    ...manifests.map((path): TapeFile => ({ name: path, bytes: tapeFile(path) })),
  ];
  const done: HashedFile[] = [];
  for (const file of all) done.push(await hashed(file));
  return done;
}

/** By its name without folders, packing or place: the same content is the same file on every machine. */
async function hashed({ name, bytes }: TapeFile): Promise<HashedFile> {
  const hash = new Bun.CryptoHasher("sha256");
  try {
    for await (const piece of bytes) hash.update(piece);
  } catch (error) {
    throw unreadable(name, error);
  }
  return { name: basename(name).replace(/\.(gz|zst)$/, ""), sha256: hash.digest("hex") };
}
