import { TABS } from "./viewer-state.ts";

/** A key as the viewer names it: a printable character, or a word for the others. */
export type KeyName = string;

/** What a key does. */
export type Action =
  | "pull"
  | "pull-all"
  | "reduce"
  | "reduce-all"
  | "resume"
  | "resume-all"
  | "adopt"
  | "adopt-all"
  | "kill"
  | "up"
  | "down"
  | "left"
  | "right"
  | "first"
  | "last"
  | "page-up"
  | "page-down"
  | "detail"
  | "back"
  | "next-view"
  | "previous-view"
  | "view"
  | "filter"
  | "next-order"
  | "previous-order"
  | "help"
  | "leave"
  | "suspend"
  | "redraw"
  | "confirm"
  | "decline"
  | "detach"
  | "stop"
  | "keep-filter"
  | "clear-filter"
  | "rub-out";

/** Where a key means that: always, while a question about resuming, adopting or leaving is open, or while a filter is being typed. */
export type Place = "everywhere" | "resuming" | "adopting" | "leaving" | "filtering";

/** Whether a key takes risk away (done at once, may be pressed twice), adds some (asks first), or acts on the screen only. */
export type Risk = "reducing" | "adding" | "none";

/** For the hint bar: a word or two, and how much it is missed there. */
interface Hint {
  readonly key?: string;
  readonly text: string;
  /** The word where what is open is a text. */
  readonly inText?: string;
  readonly importance: number;
}

export interface KeyBinding {
  readonly keys: readonly KeyName[];
  /** The keys as the help and the hints print them. */
  readonly shown: string;
  readonly action: Action;
  readonly what: string;
  readonly risk: Risk;
  readonly place: Place;
  /** Not even while a filter is typed is it a letter of that. */
  readonly isNeverTyped: boolean;
  readonly hint?: Hint;
}

type Row = (keys: readonly KeyName[], shown: string, action: Action, what: string, hint?: Hint) => KeyBinding;

function rows(place: Place, risk: Risk, isNeverTyped = false): Row {
  return (keys, shown, action, what, hint) => {
    return { keys, shown, action, what, risk, place, isNeverTyped, ...(hint !== undefined && { hint }) };
  };
}

const always = rows("everywhere", "reducing", true);
const reduces = rows("everywhere", "reducing");
const adds = rows("everywhere", "adding");
const looks = rows("everywhere", "none");
const typing = rows("filtering", "none");

/** Every key there is. The help view, the hint bar, docs/keys.md and what a key does all come from here. */
export const KEYS: readonly KeyBinding[] = [
  always(["K"], "K", "kill", "kill: stop quoting at once, cancel everything, prove that nothing rests", {
    text: "KILL",
    importance: 9,
  }),
  reduces(["p"], "p", "pull", "pull the quotes of the selected contract", { text: "pull", importance: 7 }),
  always(["P"], "P", "pull-all", "pull the quotes of all contracts", { text: "all", importance: 8 }),
  reduces(["o"], "o", "reduce", "only the side that shrinks the position, on the selected contract", {
    text: "only reduce",
    importance: 3,
  }),
  reduces(["O"], "O", "reduce-all", "only the side that shrinks the position, on all contracts"),
  adds(["r"], "r", "resume", "let the selected contract quote again, both sides", { text: "resume", importance: 4 }),
  adds(["R"], "R", "resume-all", "let all contracts quote again, both sides", { text: "all", importance: 3 }),
  adds(["a"], "a", "adopt", "adopt what another hand has done to the selected contract"),
  adds(["A"], "A", "adopt-all", "adopt all that the exchange shows and our books don't"),
  looks(["up", "k"], "↑ k", "up", "the contract above; in a list, scroll up"),
  looks(["down", "j"], "↓ j", "down", "the contract below; in a list, scroll down", {
    key: "↑↓",
    text: "select",
    inText: "scroll",
    importance: 1,
  }),
  looks(["left", "h"], "← h", "left", "the contract to the left"),
  looks(["right", "l"], "→ l", "right", "the contract to the right"),
  looks(["g", "home"], "g", "first", "to the first"),
  looks(["G", "end"], "G", "last", "to the last"),
  looks(["pageup"], "PgUp", "page-up", "a page up"),
  looks(["pagedown", " "], "PgDn", "page-down", "a page down"),
  looks(["enter"], "⏎", "detail", "everything about the selected contract", { text: "detail", importance: 2 }),
  looks(["escape", "backspace"], "esc", "back", "back to the contracts, to all of them"),
  looks(["tab"], "tab", "next-view", `next view: ${TABS.join(", ")}`, { text: "view", importance: 3.5 }),
  looks(["shift+tab"], "shift-tab", "previous-view", "previous view"),
  looks(
    TABS.map((_, index) => String(index + 1)),
    `1-${TABS.length}`,
    "view",
    "the view of that number",
  ),
  looks(["/"], "/", "filter", "show only contracts whose name has some letters", { text: "filter", importance: 1 }),
  looks(["s"], "s", "next-order", "another order: as listed, trouble, |z|, inventory, risk, fair value", {
    text: "sort",
    importance: 1,
  }),
  looks(["S"], "S", "previous-order", "the order before"),
  looks(["?"], "?", "help", "these keys and what the signs mean", { text: "help", importance: 6 }),
  looks(["q", "ctrl+c"], "q", "leave", "leave; it asks whether the engine goes on, where it could", {
    text: "leave",
    importance: 5,
  }),
  looks(["ctrl+z"], "ctrl-z", "suspend", "put the viewer aside (fg brings it back); the engine goes on"),
  looks(["ctrl+l"], "ctrl-l", "redraw", "draw the screen anew"),
  rows("resuming", "adding")(["y"], "y", "confirm", "yes, resume"),
  rows("resuming", "none")(["n", "escape"], "n esc", "decline", "no, leave it as it is"),
  rows("adopting", "adding")(["y"], "y", "confirm", "yes, it is ours from now on"),
  rows("adopting", "none")(["n", "escape"], "n esc", "decline", "no, leave it unquoted"),
  rows("leaving", "none")(["d", "ctrl+c"], "d", "detach", "detach, the engine goes on quoting"),
  rows("leaving", "reducing")(["s"], "s", "stop", "pull all and stop the engine"),
  rows("leaving", "none")(["escape", "n"], "esc", "decline", "stay"),
  typing(["enter"], "⏎", "keep-filter", "keep it"),
  typing(["escape"], "esc", "clear-filter", "show all again"),
  typing(["backspace"], "backspace", "rub-out", "take a letter back"),
];

/** What each place is called, where it isn't everywhere: a heading of the help and of docs/keys.md. */
export const PLACE_TITLES: Readonly<Record<Exclude<Place, "everywhere">, string>> = {
  resuming: "When asked whether to resume",
  adopting: "When asked whether to adopt",
  leaving: "When asked on leaving",
  filtering: "While a filter is typed (K and P still act)",
};

export const RISK_TITLES: Readonly<Record<Risk, string>> = {
  reducing: "At once, also twice (takes risk away)",
  adding: "Asks first (adds risk)",
  none: "Looking around",
};

/** What `key` means in `place`: what belongs to an open question first, then what holds everywhere. */
export function bindingOf(key: KeyName, place: Place): KeyBinding | undefined {
  const has = (wanted: Place) => KEYS.find((binding) => binding.place === wanted && binding.keys.includes(key));
  const everywhere = has("everywhere");
  if (place === "everywhere") return everywhere;
  const own = has(place);
  if (own !== undefined) return own;
  return place === "filtering" && isLetter(key) && everywhere?.isNeverTyped !== true ? undefined : everywhere;
}

/** Whether a key is a letter that can be typed, and not a key of another kind. */
export function isLetter(key: KeyName): boolean {
  return [...new Intl.Segmenter().segment(key)].length === 1;
}

/** The bindings of one place, in the order of the table. */
export function bindingsIn(place: Place): readonly KeyBinding[] {
  return KEYS.filter((binding) => binding.place === place);
}

/** The table in groups with a heading each: by risk what holds everywhere, then each question's. */
export function keyGroups(): readonly { readonly title: string; readonly bindings: readonly KeyBinding[] }[] {
  const risks = Object.entries(RISK_TITLES).map(([risk, title]) => ({
    title,
    bindings: bindingsIn("everywhere").filter((binding) => binding.risk === risk),
  }));
  const places = Object.entries(PLACE_TITLES).map(([place, title]) => ({
    title,
    bindings: bindingsIn(place as Place),
  }));
  return [...risks, ...places];
}

/** Whether a key reaches the engine. */
export function acts({ risk }: KeyBinding): boolean {
  return risk !== "none";
}
