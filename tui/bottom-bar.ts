import { arranged, arrangementWords } from "./arrangement.ts";
import { type Feed, isPast } from "./feed.ts";
import { fitFields } from "./fields.ts";
import { acts, bindingsIn, type KeyBinding, type Place } from "./keys.ts";
import { type Line, line } from "./line.ts";
import { nameOfContract } from "./selection.ts";
import { shorten } from "./text.ts";
import type { Question, ViewerState } from "./viewer-state.ts";
import { welcomeLine } from "./welcome.ts";

/** The last line: an open question, a filter that is typed, the latest answer, a first run's welcome, else what the keys do. */
export function bottomBar(state: ViewerState, feed: Feed, readonly: boolean, columns: number): Line {
  if (state.question !== null) return questionLine(state.question, feed, columns);
  if (state.status !== null && state.status.until > feed.now)
    return line(shorten(state.status.text, columns), state.status.tone);
  if (state.isFiltering) return filterLine(state, feed, columns);
  if (state.isWelcoming) return welcomeLine(feed, columns);
  return hints(state, feed, readonly, columns);
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
  const { asked, short, place } = wordsOf(question, feed);
  const answers = bindingsIn(place);
  const full = answers.map(({ shown, what }) => `${shown} ${what}`).join("   ");
  const brief = answers.map(({ shown, what }) => `${shown} ${what.split(/[,;:]/)[0]}`).join("  ");
  const keys = answers.map(({ shown, action }) => `${shown} ${action}`).join("  ");
  return fitFields(
    [
      { importance: 2, forms: [line(asked, "alarm"), line(short, "alarm")] },
      { importance: 1, forms: [line(full, "strong"), line(brief, "strong"), line(keys, "strong")] },
    ],
    columns,
  );
}

function wordsOf(
  question: Question,
  feed: Feed,
): { readonly asked: string; readonly short: string; readonly place: Place } {
  switch (question.kind) {
    case "resume":
      return { asked: `Resume ${nameOf(question.ticker, feed)}?`, short: "Resume?", place: "resuming" };
    case "adopt":
      return {
        asked: question.ticker === null ? "Adopt all that differs?" : `Adopt ${nameOf(question.ticker, feed)}'s?`,
        short: "Adopt?",
        place: "adopting",
      };
    case "leave":
      return { asked: "Leave how?", short: "Leave?", place: "leaving" };
  }
}

function nameOf(ticker: string | null, { view }: Feed): string {
  if (ticker === null) return "all contracts";
  const contract = view?.contracts.find((one) => one.ticker === ticker);
  return contract === undefined ? ticker : nameOfContract(contract);
}

function hints(state: ViewerState, feed: Feed, readonly: boolean, columns: number): Line {
  const gone = feed.phase === "gone" ? afterTheEngine(feed) : "";
  const off = gone !== "" || readonly;
  const acting = bindingsIn("everywhere").filter((binding) => acts(binding));
  const forms =
    gone !== ""
      ? [line(gone, isPast(feed) ? "alarm" : "quiet"), line(gone.split(":")[0] ?? "", "alarm")]
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
        .map((binding) => ({ importance: binding.hint?.importance ?? 0, forms: [hint(binding)] })),
    ],
    columns,
  );
}

function hint({ shown, hint: words, risk }: KeyBinding): Line {
  const key = words?.key ?? shown;
  return [...line(key, risk === "reducing" ? "ask" : "strong"), ...line(` ${words?.text ?? ""}`, "quiet")];
}

/** What there is to know once nobody answers: on a real exchange, that what rests there doesn't rest for ever. */
function afterTheEngine({ view }: Feed): string {
  return view?.mode === "LIVE" ? "engine gone: its orders expire by themselves within 50 s" : "engine gone";
}
