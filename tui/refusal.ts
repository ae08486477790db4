import { canAdopt } from "./differences.ts";
import type { Feed } from "./feed.ts";
import { acts, type KeyBinding } from "./keys.ts";
import { selectedContract } from "./selection.ts";
import { timeOfDay } from "./times.ts";
import type { ViewerState } from "./viewer-state.ts";

/** Why a key can't do its work now; undefined when it can. Keys that take risk away are refused only where nobody would hear them. */
export function refusal(binding: KeyBinding, feed: Feed, state: ViewerState, readonly: boolean): string | undefined {
  if (!acts(binding)) return undefined;
  const key = binding.shown;
  const instead = binding.action === "kill" ? "; `tauroi kill` in a shell works" : "";
  if (readonly) return `${key} is off: this viewer was opened with --readonly${instead}`;
  if (feed.phase === "gone") {
    return `${key} has nobody to reach: the engine is gone${binding.risk === "reducing" ? afterTheEngine(feed) : ""}`;
  }
  if (binding.action === "pull" && feed.view === null) return `${key}: no contract to pull yet; P pulls all`;
  if (binding.action === "reduce" && feed.view === null) return `${key}: no contract to reduce yet; O is for all`;
  if (binding.risk !== "adding") return undefined;
  if (binding.action === "adopt" || binding.action === "adopt-all") return nothingToAdopt(binding, feed, state);
  const kill = feed.view?.kill;
  if (kill) return `no resume after the kill of ${timeOfDay(kill.requestedAt)} (by ${kill.by}): it takes a new start`;
  if (state.kill !== null) return "no resume after a kill: it takes a new start";
  if (feed.view === null) return `${key}: the engine has not said anything yet`;
  return undefined;
}

/** What else takes its orders away, where they are real. */
function afterTheEngine({ view }: Feed): string {
  return view === null || view.mode === "LIVE" ? "; run `tauroi kill`" : "; it had no real orders";
}

function nothingToAdopt({ action, shown }: KeyBinding, { view }: Feed, state: ViewerState): string | undefined {
  if (view === null) return `${shown}: the engine has not said anything yet`;
  if (!canAdopt(view)) return `${shown}: nothing to adopt, our books and the exchange's account agree`;
  if (action === "adopt-all") return undefined;
  const contract = selectedContract(view, state);
  if (contract !== undefined && canAdopt(view, contract)) return undefined;
  return `${shown}: nothing on this contract alone; A adopts all that differs`;
}
