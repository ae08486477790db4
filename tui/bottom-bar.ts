import type { ContractView } from "../src/app/view.ts";
import { arranged, arrangementWords } from "./arrangement.ts";
import { type Feed, isPast } from "./feed.ts";
import { fitFields } from "./fields.ts";
import { acts, bindingsIn, type KeyBinding, type Place } from "./keys.ts";
import { type Line, line } from "./line.ts";
import { isOverAll, nameOfContract, unseenSelection } from "./selection.ts";
import { shorten, textWidth } from "./text.ts";
import type { Question, Size, ViewerState } from "./viewer-state.ts";
import { welcomeLine } from "./welcome.ts";

const GAP = 2;
/** The longest that a contract's name is in the hints. */
const NAME = 20;
/** From here on, it has room beside the hints that are never left out. */
const COLUMNS_WITH_NAME = 64;

/** What the last line is drawn from. */
interface BarScene {
  readonly state: ViewerState;
  readonly feed: Feed;
  readonly readonly: boolean;
  readonly size: Size;
}

/** The last line: an open question, a filter that is typed, the latest answer, a first run's welcome, else what the keys do. */
export function bottomBar(scene: BarScene): Line {
  const { state, feed } = scene;
  const { columns } = scene.size;
  if (state.question !== null) return questionLine(state.question, feed, columns);
  if (state.status !== null && state.status.until > feed.now)
    return line(shorten(state.status.text, columns), state.status.tone);
  if (state.isFiltering) return filterLine(state, feed, columns);
  if (state.isWelcoming) return welcomeLine(feed, columns);
  return hints(scene);
}

/** "/juno_  1 of 10   ⏎ keep it  esc show all again" */
function filterLine(state: ViewerState, { view }: Feed, columns: number): Line {
  const found = view === null ? "" : `${arranged(view, state).length} of ${view.contracts.length}`;
  const answers = bindingsIn("filtering");
  const acting = bindingsIn("everywhere").filter(({ isNeverTyped }) => isNeverTyped);
  return fitFields(
    [
      { importance: 5, forms: [line(`/${state.filter}_`, "strong")] },
      { importance: 4, forms: [line(found)] },
      ...acting.map((binding, index) => ({ importance: 3 - index, forms: [hint(binding)] })),
      ...answers.map(({ shown, what }, index) => ({ importance: -index, forms: [line(`${shown} ${what}`, "quiet")] })),
    ],
    columns,
  );
}

function questionLine(question: Question, feed: Feed, columns: number): Line {
  const { asked, place } = wordsOf(question, feed);
  const answers = bindingsIn(place);
  const full = answers.map(({ shown, what }) => `${shown} ${what}`).join("   ");
  const brief = answers.map(({ shown, what }) => `${shown} ${what.split(/[,;:]/)[0]}`).join("  ");
  const keys = answers.map(({ shown, action }) => `${shown} ${action}`).join("  ");
  const least = answers.map(({ shown }) => shown).join("  ");
  const shortest = Math.min(...asked.map(textWidth));
  const hasRoom = shortest + GAP + textWidth(keys) <= columns;
  return fitFields(
    [
      { importance: 2, forms: asked.map((text) => line(text, "alarm")) },
      { importance: 1, forms: (hasRoom ? [full, brief, keys] : [least]).map((text) => line(text, "strong")) },
    ],
    columns,
    GAP,
  );
}

/** The question, longer and shorter: each form names what it is about. */
function wordsOf(question: Question, feed: Feed): { readonly asked: readonly string[]; readonly place: Place } {
  switch (question.kind) {
    case "resume":
      return { asked: namesOf(question.ticker, feed).map((name) => `Resume ${name}?`), place: "resuming" };
    case "adopt":
      return {
        asked:
          question.ticker === null
            ? ["Adopt all that differs?", "Adopt all?"]
            : namesOf(question.ticker, feed).map((name) => `Adopt ${name}'s?`),
        place: "adopting",
      };
    case "leave":
      return { asked: ["Leave how?", "Leave?"], place: "leaving" };
  }
}

function namesOf(ticker: string | null, { view }: Feed): readonly string[] {
  if (ticker === null) return ["all contracts", "all"];
  const contract = view?.contracts.find((one) => one.ticker === ticker);
  return contract === undefined ? [ticker] : [nameOfContract(contract), contract.label];
}

function hints({ state, feed, readonly, size }: BarScene): Line {
  const gone = feed.phase === "gone" ? afterTheEngine(feed, size) : "";
  const off = gone !== "" || readonly;
  const unseen = unseenSelection(feed.view, state, size);
  const acting = bindingsIn("everywhere").filter((binding) => acts(binding));
  const forms =
    gone !== ""
      ? [line(gone, isPast(feed) ? "alarm" : "quiet")]
      : readonly
        ? [line(`readonly, off: ${acting.map(({ shown }) => shown).join(" ")}`, "quiet"), line("readonly", "quiet")]
        : [];
  return fitFields(
    [
      { importance: 10, forms },
      {
        importance: 6,
        forms: [line(feed.view === null ? "" : arrangementWords(feed.view, state), "warn")],
      },
      ...bindingsIn("everywhere")
        .filter((binding) => binding.hint !== undefined && !(off && acts(binding)))
        .map((binding) => ({
          importance: binding.hint?.importance ?? 0,
          forms:
            binding.action === "pull" && unseen !== undefined
              ? namedForms(binding, unseen, size)
              : [hint(binding, isOverAll(state))],
        })),
    ],
    size.columns,
  );
}

/** "p pull ▶ Bruno Mars", "p ▶BRU": what is selected, where nothing else shows that. */
function namedForms(binding: KeyBinding, contract: ContractView, { columns }: Size): Line[] {
  const { label } = contract;
  const name = shorten(nameOfContract(contract), NAME);
  const own = (text: string) => line(text, "strong");
  const full = [...hint(binding), ...own(` ▶ ${name}`)];
  if (columns >= COLUMNS_WITH_NAME) return [full];
  return [full, [...hint(binding), ...own(` ▶ ${label}`)], [...keyOf(binding), ...own(` ▶${label}`)]];
}

function keyOf({ shown, hint: words, risk }: KeyBinding): Line {
  return line(words?.key ?? shown, risk === "reducing" ? "ask" : "strong");
}

function hint(binding: KeyBinding, inText = false): Line {
  const { text = "", inText: textThere = text } = binding.hint ?? {};
  return [...keyOf(binding), ...line(` ${inText ? textThere : text}`, "quiet")];
}

/** What there is to know once nobody answers: on a real exchange, that what rests there doesn't rest for ever. */
function afterTheEngine({ view }: Feed, { columns }: Size): string {
  if (view?.mode !== "LIVE") return "engine gone";
  const long = "engine gone: its orders expire by themselves within 50 s";
  return textWidth(long) <= columns ? long : "engine gone, orders expire within 50 s";
}
