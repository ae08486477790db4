import type { SourceReport } from "../../signal/source-report.ts";
import { oneEvent } from "../../venue/kalshi/rest/events.ts";
import { ReadClient, type ReadClientOptions } from "../../venue/kalshi/rest/read-client.ts";
import { oneSeries } from "../../venue/kalshi/rest/series.ts";
import type { OpenSignals } from "../signal-sources.ts";
import { readAcknowledgedRulesSoon } from "./acknowledged-rules.ts";
import { rulesOf } from "./rules.ts";
import { RulesWatch, type RulesWatchParts } from "./rules-watch.ts";

export interface WatchedRulesParts extends Pick<ReadClientOptions, "baseUrl" | "uniform" | "fetch"> {
  /** As a configuration names it. */
  readonly venue: string;
  /** The account's state folder, in which acknowledgements lie. */
  readonly state: string;
  /** Reads them; from the folder, while nobody waits for the disk, when left out. */
  readonly readAcknowledged?: RulesWatchParts["readAcknowledged"];
}

/** The sources of a run, with the event's rules as one more: whatever isn't as it was acknowledged pulls it. */
export function withWatchedRules(others: OpenSignals | undefined, parts: WatchedRulesParts): OpenSignals {
  const { baseUrl, uniform, fetch, venue, state } = parts;
  const { host } = new URL(baseUrl);
  return (run) => {
    const { event, clock, timers, emit, notice } = run;
    const sources = others?.(run);
    const client = new ReadClient({ baseUrl, clock, timers, uniform, fetch });
    const tickers = event.legs.map(({ ticker }) => ticker);
    let own: SourceReport = { source: "rules", state: "starting", detail: "not read yet" };
    const watch = new RulesWatch({
      event: event.ticker,
      tickers,
      command: `tauroi rules ${event.ticker} --venue ${venue} --state ${state}`,
      clock,
      timers,
      emit,
      ask: (text) => notice?.({ severity: "critical", code: "rules", text }),
      report: (report) => {
        own = report;
      },
      readRules: async () => {
        const [shown, series] = await Promise.all([
          client.read(oneEvent(event.ticker)),
          client.read(oneSeries(event.series)),
        ]);
        return rulesOf(shown, series);
      },
      readAcknowledged: parts.readAcknowledged ?? (() => readAcknowledgedRulesSoon(state, host)),
    });
    return {
      start() {
        sources?.start();
        watch.start();
      },
      close() {
        watch.close();
        sources?.close();
      },
      get reports() {
        return [...(sources?.reports ?? []), own];
      },
    };
  };
}
