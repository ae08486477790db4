import { type Html, html, joined } from "./html.ts";
import type { PageColumn, PageTable } from "./report-page.ts";

/** What stands where nothing can be said. */
const NOTHING = "\u2013";
const LONG = 40;

/** A table that can be scrolled sideways in its own box, and sorted once the script is there. */
export function tableHtml({ heading, columns, rows }: PageTable): Html {
  const head = columns.map(
    (column) => html`<th scope="col" class="${kind(column)}"><button type="button">${column.name}</button></th>`,
  );
  const lines = rows.map((row) => html`<tr>${joined(row.map((value, place) => cell(columns[place]!, value)))}</tr>`);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${heading}"><table class="sortable"><thead><tr>${joined(head)}</tr></thead>
<tbody>${joined(lines)}</tbody></table></div>`;
}

function cell(column: PageColumn, value: string | number | null): Html {
  if (value === null) return html`<td class="${kind(column)}">${NOTHING}</td>`;
  if (typeof value === "string") return html`<td class="${kind(column)}${isLong(value) ? " long" : ""}">${value}</td>`;
  const tone = column.signed === true && value !== 0 ? (value > 0 ? " gain" : " loss") : "";
  return html`<td class="${kind(column)}${tone}" data-value="${value}">${shown(column, value)}</td>`;
}

/** With the column's decimals, thousands apart, and a sign where gains and losses are told apart. */
function shown({ decimals = 0, signed = false }: PageColumn, value: number): string {
  const [whole = "", part] = Math.abs(value).toFixed(decimals).split(".");
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part === undefined ? "" : `.${part}`);
  const isNothing = Number(value.toFixed(decimals)) === 0;
  return `${isNothing ? "" : value < 0 ? "\u2212" : signed ? "+" : ""}${digits}`;
}

/** It is broken into lines rather than make its table wide. */
function isLong(text: string): boolean {
  return text.length > LONG;
}

function kind({ decimals }: PageColumn): string {
  return decimals === undefined ? "text" : "number";
}
