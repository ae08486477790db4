import type { Command } from "../engine/command.ts";
import { createEngine, type Engine, restoreEngine } from "../engine/engine.ts";
import type { EngineState } from "../engine/engine-state.ts";
import type { Input } from "../engine/input.ts";
import type { Start } from "../engine/start.ts";
import type { Engines, Replayed } from "../journal/replay.ts";
import { toDollars } from "../market/units.ts";
import { ThroughOnly } from "../venue/dry/through-only.ts";
import { isDryAccount } from "./dry-account.ts";
import { throughOnlyView } from "./dry-run-figures.ts";
import { type ThroughOnlySummary, throughOnlySummary } from "./run-summary.ts";

/** What a replayed run comes to, in the names of its own summary. */
export interface ReplayedRun {
  readonly epoch: string;
  readonly fills: number;
  readonly gross_usd: number;
  readonly fees_usd: number;
  readonly net_usd: number;
  /** A dry run's figures, the four before this, are optimistic. */
  readonly optimistic?: true;
  /** Of a dry run; null where its beginning isn't kept any more. */
  readonly through_only?: ThroughOnlySummary | null;
}

interface Watched {
  readonly engine: Engine;
  /** Undefined where the run's beginning is missing. */
  readonly throughOnly: ThroughOnly | undefined;
}

/** Engines for a replay, from which it can be told afterwards what each run has come to. */
export class ReplayedRuns implements Engines<Replayed> {
  readonly #runs: Watched[] = [];

  create(): Replayed {
    return this.#watched({ engine: createEngine(), throughOnly: new ThroughOnly() });
  }

  restore(start: Start, state: EngineState): Replayed {
    return this.#watched({ engine: restoreEngine(start, state), throughOnly: undefined });
  }

  /** In the order in which they were replayed; those that never began are left out. */
  results(): readonly ReplayedRun[] {
    return this.#runs.flatMap(({ engine: { desk }, throughOnly }) => {
      if (desk === undefined) return [];
      const { account, legs, start } = desk;
      let fills = 0;
      for (const leg of legs.values()) fills += leg.fills;
      const figures = {
        epoch: start.epoch,
        fills,
        gross_usd: toDollars(account.gross),
        fees_usd: toDollars(account.fees),
        net_usd: toDollars(account.net),
      };
      if (!isDryAccount(start.account)) return [figures];
      const through_only = throughOnly === undefined ? null : throughOnlySummary(throughOnlyView(desk, throughOnly));
      return [{ ...figures, optimistic: true as const, through_only }];
    });
  }

  #watched(run: Watched): Replayed {
    this.#runs.push(run);
    const { engine, throughOnly } = run;
    return {
      handle(input: Input): readonly Command[] {
        const commands = engine.handle(input);
        throughOnly?.watch(input, commands);
        return commands;
      },
      save: () => engine.save(),
    };
  }
}
