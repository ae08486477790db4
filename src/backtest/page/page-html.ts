import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import { Html, html, joined } from "./html.ts";
import { pageJson } from "./page-json.ts";
import { PAGE_SCRIPT, PAGE_STYLE } from "./page-sources.ts";
import { tableHtml } from "./page-table.ts";
import type { PageTile, ReportPage } from "./report-page.ts";

/**
 * The whole page in one text: no file beside it and no network are needed, and its policy allows neither, nor any script but its own two. What charts
 * draw is packed; tables are there without a script too.
 */
export function pageHtml(page: ReportPage): string {
  const scripts = [PAGE_SCRIPT];
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(digest).join(" ")}`,
    `style-src ${digest(PAGE_STYLE)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const data = deflateSync(pageJson(page)).toString("base64");
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
${body(page)}
<script type="text/plain" id="data">${new Html(data)}</script>
${joined(scripts.map((script) => html`<script>${new Html(script)}</script>`))}
</body>
</html>
`;
  return document.text;
}

function body(page: ReportPage): Html {
  const [first] = page.views;
  const views = page.views.map(({ name }, index) => html`<option value="${index}">${name}</option>`);
  const switcher =
    page.views.length > 1
      ? html`<label class="switch"><span>${page.viewedBy}</span><select id="view">${joined(views)}</select></label>`
      : html``;
  return html`<header>
<p class="statement ${page.trust}" id="statement">${page.statement}</p>
<div class="bar"><h1>${page.title}</h1>${switcher}</div>
</header>
<main>
<p class="trouble" id="trouble" role="alert" hidden></p>
<noscript><p class="trouble">Charts need scripts, which are switched off here. The tables below are complete without them.</p></noscript>
<section class="tiles" id="tiles" aria-label="Figures" aria-live="polite">${joined((first?.tiles ?? []).map(tile))}</section>
${chart("equity", "Equity and drawdown", "Net dollars added up, and below how far they stood under their highest.")}
<div class="pair">
${chart("markouts", "Markouts", "What a contract filled was worth some time later, in cents against its price, before fees. Bars: 95% intervals.")}
${chart("calibration", "Calibration", page.calibration.sampled)}
</div>
<section class="card" aria-labelledby="contract-heading">
<div class="bar"><h2 id="contract-heading">Fair value, prints, quotes and fills</h2>
<div class="controls">
<label class="switch" id="run-switch"><span>fills</span><select id="run"></select></label>
<label class="switch"><span>event</span><select id="event"></select></label>
<label class="switch"><span>contract</span><select id="contract"></select></label>
<span class="steps"><button type="button" id="previous" aria-label="Previous contract">&#8592;</button><button type="button" id="next" aria-label="Next contract">&#8594;</button></span>
</div></div>
<p class="about" id="contract-about" aria-live="polite"></p>
<div class="plot" id="contract-plot"></div>
<div class="plot small" id="inventory-plot"></div>
${page.thinned === undefined ? html`` : html`<p class="note">${page.thinned}</p>`}
</section>
<section class="card" id="rows" aria-labelledby="rows-heading">
<h2 id="rows-heading">${first?.rows.heading ?? ""}</h2><p class="note" id="rows-note">${first?.rows.note ?? ""}</p>
<div id="rows-table">${first === undefined ? html`` : tableHtml(first.rows)}</div>
</section>
${joined(page.tables.map((table) => html`<section class="card"><h2>${table.heading}</h2>${table.note === undefined ? html`` : html`<p class="note">${table.note}</p>`}${tableHtml(table)}</section>`))}
${page.notes.length === 0 ? html`` : html`<section class="card"><h2>Notes</h2><ul>${joined(page.notes.map((note) => html`<li>${note}</li>`))}</ul></section>`}
</main>`;
}

function tile({ label, value, details, tone }: PageTile): Html {
  const pieces = details.map((detail) => html`<span class="nowrap">${detail}</span> `);
  return html`<div class="tile ${tone ?? "even"}"><span>${label}</span><strong>${value}</strong><small>${joined(pieces)}</small></div>`;
}

function chart(id: string, heading: string, about: string): Html {
  return html`<section class="card" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${heading}</h2>
<p class="about">${about}</p><div class="plot" id="${id}-plot"></div>${id === "equity" ? html`<div class="plot small" id="drawdown-plot"></div>` : html``}</section>`;
}

/** As a policy names a script or a style that it allows. */
function digest(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
