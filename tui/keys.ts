/** A key as the viewer names it: a printable character, or a word for the others. */
export type KeyName = string;

/** What a key does. */
export type Action =
  | "pull"
  | "pull-all"
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
  | "help"
  | "leave"
  | "suspend"
  | "redraw"
  | "confirm"
  | "decline"
  | "detach"
  | "stop";

/** Where a key means that: always, or while a question about resuming, adopting or leaving is open. */
export type Place = "everywhere" | "resuming" | "adopting" | "leaving";

export interface KeyBinding {
  readonly keys: readonly KeyName[];
  /** The keys as the help and the hints print them. */
  readonly shown: string;
  readonly action: Action;
  readonly what: string;
  /** Whether it takes risk away (done at once, may be pressed twice), adds some (asks first), or acts on the screen only. */
  readonly risk: "reducing" | "adding" | "none";
  readonly place: Place;
  /** For the hint bar: a word or two, and how much it is missed there. */
  readonly hint?: { readonly key?: string; readonly text: string; readonly importance: number };
}

/** Every key there is. The help view, the hint bar and what a key does all come from here. */
export const KEYS: readonly KeyBinding[] = [
  {
    keys: ["K"],
    shown: "K",
    action: "kill",
    risk: "reducing",
    place: "everywhere",
    what: "kill: stop quoting at once, cancel everything, prove that nothing rests",
    hint: { text: "KILL", importance: 9 },
  },
  {
    keys: ["p"],
    shown: "p",
    action: "pull",
    risk: "reducing",
    place: "everywhere",
    what: "pull the quotes of the selected contract",
    hint: { text: "pull", importance: 7 },
  },
  {
    keys: ["P"],
    shown: "P",
    action: "pull-all",
    risk: "reducing",
    place: "everywhere",
    what: "pull the quotes of all contracts",
    hint: { text: "all", importance: 8 },
  },
  {
    keys: ["r"],
    shown: "r",
    action: "resume",
    risk: "adding",
    place: "everywhere",
    what: "let the selected contract quote again",
    hint: { text: "resume", importance: 4 },
  },
  {
    keys: ["R"],
    shown: "R",
    action: "resume-all",
    risk: "adding",
    place: "everywhere",
    what: "let all contracts quote again",
    hint: { text: "all", importance: 3 },
  },
  {
    keys: ["a"],
    shown: "a",
    action: "adopt",
    risk: "adding",
    place: "everywhere",
    what: "adopt what another hand has done to the selected contract",
  },
  {
    keys: ["A"],
    shown: "A",
    action: "adopt-all",
    risk: "adding",
    place: "everywhere",
    what: "adopt all that the exchange shows and our books don't",
  },
  {
    keys: ["up", "k"],
    shown: "↑ k",
    action: "up",
    risk: "none",
    place: "everywhere",
    what: "the contract above; in a list, scroll up",
  },
  {
    keys: ["down", "j"],
    shown: "↓ j",
    action: "down",
    risk: "none",
    place: "everywhere",
    what: "the contract below; in a list, scroll down",
    hint: { key: "↑↓", text: "select", importance: 1 },
  },
  {
    keys: ["left", "h"],
    shown: "← h",
    action: "left",
    risk: "none",
    place: "everywhere",
    what: "the contract to the left",
  },
  {
    keys: ["right", "l"],
    shown: "→ l",
    action: "right",
    risk: "none",
    place: "everywhere",
    what: "the contract to the right",
  },
  { keys: ["g", "home"], shown: "g", action: "first", risk: "none", place: "everywhere", what: "to the first" },
  { keys: ["G", "end"], shown: "G", action: "last", risk: "none", place: "everywhere", what: "to the last" },
  {
    keys: ["pageup"],
    shown: "PgUp",
    action: "page-up",
    risk: "none",
    place: "everywhere",
    what: "a page up",
  },
  {
    keys: ["pagedown", " "],
    shown: "PgDn",
    action: "page-down",
    risk: "none",
    place: "everywhere",
    what: "a page down",
  },
  {
    keys: ["enter"],
    shown: "⏎",
    action: "detail",
    risk: "none",
    place: "everywhere",
    what: "everything about the selected contract",
    hint: { text: "detail", importance: 2 },
  },
  {
    keys: ["escape", "backspace"],
    shown: "esc",
    action: "back",
    risk: "none",
    place: "everywhere",
    what: "back to the contracts",
  },
  {
    keys: ["tab"],
    shown: "tab",
    action: "next-view",
    risk: "none",
    place: "everywhere",
    what: "next view: contracts, event, fills, log",
    hint: { text: "view", importance: 2 },
  },
  {
    keys: ["shift+tab"],
    shown: "shift-tab",
    action: "previous-view",
    risk: "none",
    place: "everywhere",
    what: "previous view",
  },
  {
    keys: ["?"],
    shown: "?",
    action: "help",
    risk: "none",
    place: "everywhere",
    what: "these keys and what the signs mean",
    hint: { text: "help", importance: 6 },
  },
  {
    keys: ["q", "ctrl+c"],
    shown: "q",
    action: "leave",
    risk: "none",
    place: "everywhere",
    what: "leave; it asks whether the engine goes on, where it could",
    hint: { text: "leave", importance: 5 },
  },
  {
    keys: ["ctrl+z"],
    shown: "ctrl-z",
    action: "suspend",
    risk: "none",
    place: "everywhere",
    what: "put the viewer aside (fg brings it back); the engine goes on",
  },
  {
    keys: ["ctrl+l"],
    shown: "ctrl-l",
    action: "redraw",
    risk: "none",
    place: "everywhere",
    what: "draw the screen anew",
  },
  { keys: ["y"], shown: "y", action: "confirm", risk: "adding", place: "resuming", what: "yes, resume" },
  {
    keys: ["n", "escape"],
    shown: "n esc",
    action: "decline",
    risk: "none",
    place: "resuming",
    what: "no, leave it pulled",
  },
  {
    keys: ["y"],
    shown: "y",
    action: "confirm",
    risk: "adding",
    place: "adopting",
    what: "yes, it is ours from now on",
  },
  {
    keys: ["n", "escape"],
    shown: "n esc",
    action: "decline",
    risk: "none",
    place: "adopting",
    what: "no, leave it unquoted",
  },
  {
    keys: ["d", "ctrl+c"],
    shown: "d",
    action: "detach",
    risk: "none",
    place: "leaving",
    what: "detach, the engine goes on quoting",
  },
  {
    keys: ["s"],
    shown: "s",
    action: "stop",
    risk: "reducing",
    place: "leaving",
    what: "pull all and stop the engine",
  },
  { keys: ["escape", "n"], shown: "esc", action: "decline", risk: "none", place: "leaving", what: "stay" },
];

/** What `key` means in `place`: what belongs to an open question first, then what holds everywhere. */
export function bindingOf(key: KeyName, place: Place): KeyBinding | undefined {
  const has = (wanted: Place) => KEYS.find((binding) => binding.place === wanted && binding.keys.includes(key));
  return (place === "everywhere" ? undefined : has(place)) ?? has("everywhere");
}

/** The bindings of one place, in the order of the table. */
export function bindingsIn(place: Place): readonly KeyBinding[] {
  return KEYS.filter((binding) => binding.place === place);
}

/** Whether a key reaches the engine. */
export function acts({ risk }: KeyBinding): boolean {
  return risk !== "none";
}
