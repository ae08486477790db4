import type { ContractView, ViewerCommand } from "../src/app/view.ts";
import { contractsLayout, firstVisible } from "./contracts-layout.ts";
import type { Feed } from "./feed.ts";
import { bodySize } from "./frame-layout.ts";
import { type Action, bindingOf, type KeyName, type Place } from "./keys.ts";
import type { OwnKill } from "./kill-banner.ts";
import { refusal } from "./refusal.ts";
import { nameOfContract, selectedIndex } from "./selection.ts";
import { lastScroll, textBody } from "./text-body.ts";
import { type Size, TABS, type ViewerState } from "./viewer-state.ts";

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
  const place: Place = before.question === null ? "everywhere" : PLACE_OF[before.question.kind];
  const state: ViewerState = {
    ...before,
    status: before.status?.until === Number.POSITIVE_INFINITY ? null : before.status,
  };
  const binding = bindingOf(key, place);
  if (binding === undefined) {
    if (place === "everywhere") return says(state, `${nameOf(key)} does nothing; ? lists the keys`, desk);
    return place === "leaving" ? { state } : says({ ...state, question: null }, NOT_DONE[place], desk);
  }
  const refused = refusal(binding, desk.feed, state, desk.readonly);
  if (refused !== undefined) {
    return {
      state: { ...state, question: null, status: { text: refused, tone: "warn", until: desk.feed.now + STATUS_MS } },
    };
  }
  if (state.question !== null && state.question.kind !== "leave" && binding.action === "confirm")
    return confirmed(state, state.question.kind, state.question.ticker, desk);
  // Any other key but those that answer takes a question back: nothing that adds risk may linger.
  return perform({ ...state, question: null }, binding.action, desk);
}

function says(state: ViewerState, text: string, { feed }: Desk): Pressed {
  return { state: { ...state, status: { text, tone: "plain", until: feed.now + STATUS_MS } } };
}

function nameOf(key: KeyName): string {
  return key === " " ? "space" : key;
}

function perform(state: ViewerState, action: Action, desk: Desk): Pressed {
  const chosen = selectedContract(state, desk.feed);
  switch (action) {
    case "pull":
      if (chosen === undefined) return says(state, "no contract to pull; P pulls all", desk);
      return {
        state,
        effect: {
          kind: "send",
          command: { action: "pull", ticker: chosen.ticker },
          saying: `pulling ${nameOfContract(chosen)}`,
        },
      };
    case "pull-all":
      return { state, effect: { kind: "send", command: { action: "pull" }, saying: "pulling all contracts" } };
    case "kill":
      return {
        state: { ...state, kill: killAsked(state.kill, desk.feed.now) },
        effect: { kind: "send", command: { action: "kill" }, saying: "killing" },
      };
    case "resume":
      return chosen === undefined
        ? says(state, "no contract to resume", desk)
        : { state: { ...state, question: { kind: "resume", ticker: chosen.ticker } } };
    case "resume-all":
      return { state: { ...state, question: { kind: "resume", ticker: null } } };
    case "adopt":
      return chosen === undefined
        ? says(state, "no contract to adopt anything on; A adopts all", desk)
        : { state: { ...state, question: { kind: "adopt", ticker: chosen.ticker } } };
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
    case "next-view":
    case "previous-view":
      return { state: turned(state, action === "next-view" ? 1 : -1) };
    case "help":
      return { state: { ...state, overlay: state.overlay === "help" ? "none" : "help", scroll: 0 } };
    case "detail":
      return {
        state: { ...state, tab: "contracts", overlay: "detail", scroll: 0, selected: chosen?.ticker ?? state.selected },
      };
    case "back":
      return {
        state:
          state.overlay === "none"
            ? { ...state, tab: "contracts", scroll: 0 }
            : { ...state, overlay: "none", scroll: 0 },
      };
    default:
      return { state: moved(state, action, desk) };
  }
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

function selectedContract(state: ViewerState, { view }: Feed): ContractView | undefined {
  return view?.contracts[selectedIndex(view, state.selected)];
}

function turned(state: ViewerState, step: number): ViewerState {
  const tab = TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length] ?? "contracts";
  return { ...state, tab, overlay: "none", scroll: 0 };
}

/** Moves the selection among contracts, or scrolls a text. */
function moved(state: ViewerState, action: Action, desk: Desk): ViewerState {
  const { view } = desk.feed;
  const body = bodySize(desk.size);
  const isPaging = action === "page-up" || action === "page-down";
  const text = textBody(state, desk.feed, body.columns);
  if (text !== undefined && (state.overlay !== "detail" || isPaging)) {
    const page = Math.max(1, body.rows - 2);
    const end = lastScroll(text.length, body.rows);
    const steps: Partial<Record<Action, number>> = {
      up: -1,
      down: 1,
      "page-up": -page,
      "page-down": page,
      first: -end,
      last: end,
    };
    return { ...state, scroll: Math.min(end, Math.max(0, Math.min(state.scroll, end) + (steps[action] ?? 0))) };
  }
  if (view === null || view.contracts.length === 0) return state;

  const { across, visible } = contractsLayout(body.columns, body.rows, view.contracts.length);
  const index = selectedIndex(view, state.selected);
  const total = view.contracts.length;
  const steps: Partial<Record<Action, number>> = {
    up: -across,
    down: across,
    left: -1,
    right: 1,
    "page-up": -across * visible,
    "page-down": across * visible,
    first: -index,
    last: total - 1 - index,
  };
  const wanted = index + (steps[action] ?? 0);
  // A step off the grid goes nowhere; a page, as far as there is.
  const to = isPaging ? Math.min(total - 1, Math.max(0, wanted)) : wanted < 0 || wanted >= total ? index : wanted;
  return {
    ...state,
    scroll: 0,
    selected: view.contracts[to]?.ticker ?? state.selected,
    firstRow: firstVisible(state.firstRow, Math.floor(to / across), visible, Math.ceil(total / across)),
  };
}
