import type { ContractView } from "../src/app/view.ts";
import type { ViewerCommand } from "../src/app/viewer.ts";
import { ORDERS } from "./arrangement.ts";
import type { Feed } from "./feed.ts";
import { filterTyped } from "./filtering.ts";
import { type Action, bindingOf, type KeyName, type Place } from "./keys.ts";
import type { OwnKill } from "./kill-banner.ts";
import { moved } from "./moving.ts";
import { refusal } from "./refusal.ts";
import { nameOfContract, selectedContract } from "./selection.ts";
import { type Question, type Size, TABS, type ViewerState } from "./viewer-state.ts";

/** What a key asks for besides a change of the screen. */
export type Effect =
  | { readonly kind: "send"; readonly command: ViewerCommand; readonly saying: string }
  | { readonly kind: "leave" }
  | { readonly kind: "suspend" }
  | { readonly kind: "redraw" };

export interface Pressed {
  readonly state: ViewerState;
  readonly effect?: Effect;
}

/** What the keys are pressed on. */
export interface Desk {
  readonly feed: Feed;
  readonly size: Size;
  readonly readonly: boolean;
}

const STATUS_MS = 8_000;
const PLACE_OF = { resume: "resuming", adopt: "adopting", leave: "leaving" } as const;
const NOT_DONE = { resuming: "not resumed", adopting: "not adopted" } as const;

/** What `key` does. Pure: the effect is carried out by the caller. */
export function press(before: ViewerState, key: KeyName, desk: Desk): Pressed {
  const place = placeOf(before);
  const state: ViewerState = {
    ...before,
    isWelcoming: false,
    status: before.status?.until === Number.POSITIVE_INFINITY ? null : before.status,
  };
  const binding = bindingOf(key, place);
  if (binding === undefined) {
    if (place === "filtering") return { state: filterTyped(state, key, desk.feed) };
    if (place === "everywhere") return says(state, `${nameOf(key)} does nothing; ? lists the keys`, desk);
    return place === "leaving" ? { state } : notDone(state, place, desk);
  }
  if (binding.action === "decline" && (place === "resuming" || place === "adopting"))
    return notDone(state, place, desk);
  const refused = refusal(binding, desk.feed, state, desk.readonly);
  if (refused !== undefined) {
    return {
      state: { ...state, question: null, status: { text: refused, tone: "warn", until: desk.feed.now + STATUS_MS } },
    };
  }
  if (state.question !== null && state.question.kind !== "leave" && binding.action === "confirm")
    return confirmed(state, state.question.kind, state.question.ticker, desk);
  // Any other key but those that answer takes a question back: nothing that adds risk may linger.
  return perform({ ...state, question: null }, binding.action, key, desk);
}

function notDone(state: ViewerState, place: keyof typeof NOT_DONE, desk: Desk): Pressed {
  return says({ ...state, question: null }, NOT_DONE[place], desk);
}

function placeOf({ question, isFiltering }: ViewerState): Place {
  if (question !== null) return PLACE_OF[question.kind];
  return isFiltering ? "filtering" : "everywhere";
}

function says(state: ViewerState, text: string, { feed }: Desk): Pressed {
  return { state: { ...state, status: { text, tone: "plain", until: feed.now + STATUS_MS } } };
}

function nameOf(key: KeyName): string {
  return key === " " ? "space" : key;
}

function perform(state: ViewerState, action: Action, key: KeyName, desk: Desk): Pressed {
  switch (action) {
    case "pull":
      return sendsForSelected(state, "pull", desk);
    case "reduce":
      return sendsForSelected(state, "reduce", desk);
    case "pull-all":
      return { state, effect: { kind: "send", command: { action: "pull" }, saying: "pulling all contracts" } };
    case "reduce-all":
      return { state, effect: { kind: "send", command: { action: "reduce" }, saying: "only reducing all contracts" } };
    case "kill":
      return {
        state: { ...state, kill: killAsked(state.kill, desk.feed.now) },
        effect: { kind: "send", command: { action: "kill" }, saying: "killing" },
      };
    case "resume":
    case "adopt":
      return asksAboutSelected(state, action, desk);
    case "resume-all":
      return { state: { ...state, question: { kind: "resume", ticker: null } } };
    case "adopt-all":
      return { state: { ...state, question: { kind: "adopt", ticker: null } } };
    case "leave":
      return asksBeforeLeaving(desk)
        ? { state: { ...state, question: { kind: "leave" } } }
        : { state, effect: { kind: "leave" } };
    case "detach":
      return { state, effect: { kind: "leave" } };
    case "stop":
      return {
        state,
        effect: { kind: "send", command: { action: "stop" }, saying: "pulling all and stopping the engine" },
      };
    case "suspend":
    case "redraw":
      return { state, effect: { kind: action } };
    case "decline":
    case "confirm":
      return { state };
    default:
      return { state: looked(state, action, key, desk) };
  }
}

/** What keys change on the screen alone. */
function looked(state: ViewerState, action: Action, key: KeyName, desk: Desk): ViewerState {
  switch (action) {
    case "next-view":
      return turned(state, TABS.indexOf(state.tab) + 1);
    case "previous-view":
      return turned(state, TABS.indexOf(state.tab) - 1);
    case "view":
      return turned(state, Number(key) - 1);
    case "help":
      return { ...state, overlay: state.overlay === "help" ? "none" : "help", scroll: 0 };
    case "detail":
      return { ...atContracts(state), overlay: "detail", selected: chosenOf(state, desk)?.ticker ?? state.selected };
    case "back":
      return back(state);
    case "filter":
      return { ...atContracts(state), isFiltering: true, status: null };
    case "next-order":
      return sorted(state, 1, desk);
    case "previous-order":
      return sorted(state, -1, desk);
    case "keep-filter":
      return { ...state, isFiltering: false };
    case "clear-filter":
      return { ...state, isFiltering: false, filter: "", firstRow: 0 };
    case "rub-out":
      return filterTyped(state, "backspace", desk.feed);
    default:
      return moved(state, action, desk);
  }
}

function chosenOf(state: ViewerState, { feed }: Desk): ContractView | undefined {
  return feed.view === null ? undefined : selectedContract(feed.view, state);
}

/** Asks at once, for the selected contract, for something that takes risk away. */
function sendsForSelected(state: ViewerState, action: "pull" | "reduce", desk: Desk): Pressed {
  const chosen = chosenOf(state, desk);
  const [doing, all] = action === "pull" ? ["pulling", "P pulls all"] : ["only reducing", "O is for all"];
  if (chosen === undefined) return says(state, `no contract to ${action}; ${all}`, desk);
  const command = { action, ticker: chosen.ticker };
  return { state, effect: { kind: "send", command, saying: `${doing} ${nameOfContract(chosen)}` } };
}

function asksAboutSelected(state: ViewerState, kind: Exclude<Question["kind"], "leave">, desk: Desk): Pressed {
  const chosen = chosenOf(state, desk);
  if (chosen !== undefined) return { state: { ...state, question: { kind, ticker: chosen.ticker } } };
  return says(
    state,
    kind === "resume" ? "no contract to resume" : "no contract to adopt anything on; A adopts all",
    desk,
  );
}

/** Asked again, it is still the first request that counts, unless that one failed. */
function killAsked(before: OwnKill | null, now: number): OwnKill {
  return before === null || before.phase === "failed" ? { askedAt: now, phase: "sent", text: "" } : before;
}

/** A real exchange's engine usually outlives its viewer, and then leaving it needs a word about what becomes of it. */
function asksBeforeLeaving({ feed, readonly }: Desk): boolean {
  return !readonly && feed.phase === "open" && feed.view !== null && !feed.view.endsWithViewer;
}

function confirmed(state: ViewerState, action: "resume" | "adopt", ticker: string | null, desk: Desk): Pressed {
  const contract = desk.feed.view?.contracts.find((one) => one.ticker === ticker);
  return {
    state: { ...state, question: null },
    effect: {
      kind: "send",
      command: ticker === null ? { action } : { action, ticker },
      saying: `${action === "resume" ? "resuming" : "adopting"} ${ticker === null ? "all contracts" : contract ? nameOfContract(contract) : ticker}`,
    },
  };
}

function turned(state: ViewerState, to: number): ViewerState {
  const tab = TABS[(to + TABS.length) % TABS.length] ?? "contracts";
  return { ...state, tab, overlay: "none", isFiltering: false, scroll: 0 };
}

function atContracts(state: ViewerState): ViewerState {
  return { ...state, tab: "contracts", overlay: "none", scroll: 0 };
}

/** One step out: of what lies over the view, of the view, of the filter. */
function back(state: ViewerState): ViewerState {
  if (state.overlay !== "none") return { ...state, overlay: "none", scroll: 0 };
  if (state.tab !== "contracts") return atContracts(state);
  return { ...state, filter: "", firstRow: state.filter === "" ? state.firstRow : 0 };
}

/** In another order; who is selected stays selected, wherever that is then. */
function sorted(state: ViewerState, step: number, desk: Desk): ViewerState {
  const order = ORDERS[(ORDERS.indexOf(state.order) + step + ORDERS.length) % ORDERS.length] ?? "listed";
  const selected = chosenOf(state, desk)?.ticker ?? state.selected;
  return { ...atContracts(state), order, selected };
}
