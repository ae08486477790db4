import type { TokensView } from "../src/app/view.ts";
import { labelled } from "./contract-cells.ts";
import type { Field } from "./fields.ts";
import { type Line, line } from "./line.ts";
import { count } from "./numbers.ts";
import { age } from "./times.ts";

/** The write budget in the header: tokens there are, and how many quotes wait for more. Nothing where there is no limit. */
export function budgetField(tokens: TokensView | null, now: number): Omit<Field, "importance"> {
  if (tokens === null) return { forms: [] };
  const { waiting, waitingSince } = tokens;
  const there = line(`${Math.floor(tokens.available)}/${tokens.capacity}`.padStart(7));
  if (waiting === 0) return { forms: [labelled("tokens", there)] };
  const wait = `${waiting} wait`;
  const forms = [`${wait} ${age(now - (waitingSince ?? now))}`, wait].map((text) =>
    labelled("tokens", [...there, ...line(` ${text}`, "warn")]),
  );
  return { forms };
}

/** The same in words, for the event's page. */
export function budgetLine(tokens: TokensView | null, now: number): Line {
  if (tokens === null) return line("write tokens without a limit");
  const { waiting, waitingSince, turnedAway } = tokens;
  const there = `write tokens ${count(Math.floor(tokens.available))} of ${count(tokens.capacity)}`;
  const quotes = waiting === 1 ? "1 quote waits" : `${count(waiting)} quotes wait`;
  const wait = waiting === 0 ? "no quote waits" : `${quotes} for them, ${age(now - (waitingSince ?? now))} at longest`;
  return line(`${there}; ${wait}; ${count(turnedAway)} times one had to`, waiting === 0 ? "plain" : "warn");
}
