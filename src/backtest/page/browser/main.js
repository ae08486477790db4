import { keepFitting, plain, show } from "./charts.js";
import { contractChart, contractOf, inventoryChart, traceOf } from "./contract.js";
import { readData } from "./data.js";
import { calibrationChart, drawdownChart, equityChart, markoutChart } from "./plots.js";
import { makeSortable, tableOf } from "./tables.js";

const byId = (id) => document.getElementById(id);

/** What is chosen: a view, one of its runs, a contract. */
const chosen = { view: 0, run: 0, contract: 0 };

function options(select, names, value) {
  select.replaceChildren(
    ...names.map(([name, of]) => {
      const option = document.createElement("option");
      option.value = String(of);
      option.textContent = name;
      return option;
    }),
  );
  select.value = String(value);
}

function showView(data) {
  const view = data.views[chosen.view];
  byId("tiles").replaceChildren(...view.tiles.map(tileOf));
  show("equity-plot", equityChart(view));
  show("drawdown-plot", drawdownChart(view));
  show("markouts-plot", markoutChart(view));
  byId("rows-heading").textContent = view.rows.heading;
  byId("rows-note").textContent = view.rows.note ?? "";
  byId("rows-table").replaceChildren(tableOf(view.rows));
  options(
    byId("run"),
    view.runs.map(({ name }, place) => [name, place]),
    chosen.run,
  );
  byId("run-switch").hidden = view.runs.length < 2;
  showContract(data);
}

function tileOf({ label, value, details, tone }) {
  const tile = document.createElement("div");
  tile.className = `tile ${tone ?? "even"}`;
  for (const [kind, text] of [
    ["span", label],
    ["strong", value],
  ]) {
    const piece = document.createElement(kind);
    piece.textContent = text;
    tile.append(piece);
  }
  const small = document.createElement("small");
  for (const detail of details) {
    const piece = document.createElement("span");
    piece.className = "nowrap";
    piece.textContent = detail;
    small.append(piece, " ");
  }
  tile.append(small);
  return tile;
}

function showContract(data) {
  if (data.contracts.length === 0) {
    byId("contract-about").textContent = "There is no contract to show.";
    return;
  }
  const contract = contractOf(data, chosen.contract);
  const view = data.views[chosen.view];
  const run = view.runs[chosen.run];
  const trace = traceOf(run, chosen.contract, contract.scale);
  const events = [...new Set(data.contracts.map(([, event]) => event))];
  options(
    byId("event"),
    events.map((event) => [event, event]),
    contract.event,
  );
  options(
    byId("contract"),
    data.contracts.flatMap(([ticker, event, title], place) =>
      event === contract.event ? [[title === ticker ? ticker : `${title} (${ticker})`, place]] : [],
    ),
    chosen.contract,
  );
  byId("contract-about").textContent = aboutContract(data, contract, trace);
  show("contract-plot", contractChart(contract, trace));
  show("inventory-plot", inventoryChart(contract, trace));
}

function aboutContract(data, { ticker, title, result }, trace) {
  const name = title === ticker ? ticker : `${title}, ${ticker}`;
  if (trace === undefined) {
    const kept = data.views.flatMap(({ name: view, runs }) =>
      runs
        .filter(({ traces }) => Object.keys(traces).length > 0)
        .map(({ name: run }) => (runs.length > 1 ? `${view}, ${run}` : view)),
    );
    return `${name}: ${result}. Fair values, quotes and fills were kept for ${kept.join("; ") || "none"}: choose that above.`;
  }
  const { contracts } = trace.fills;
  const held = Math.round(100 * contracts.reduce((sum, count) => sum + count, 0)) / 100;
  const fills = `${contracts.length} ${contracts.length === 1 ? "fill" : "fills"}`;
  return `${name}: ${result}; ${fills}, ${plain(held)} ${Math.abs(held) === 1 ? "contract" : "contracts"} held at the end.`;
}

/** The contract with the most fills of what is shown first; else with the most trades. */
function busiest(data, run) {
  let [best, most] = [0, -1];
  for (const [place, [, , , , , at]] of data.contracts.entries()) {
    const fills = run.traces[place]?.[6].length ?? 0;
    const weight = fills * 1e6 + at.length;
    if (weight > most) [best, most] = [place, weight];
  }
  return best;
}

/** The run whose contracts were followed; the last, strictest one where none was, or all were. */
function firstRun({ runs }) {
  const followed = runs.findLastIndex(({ traces }) => Object.keys(traces).length > 0);
  return followed < 0 ? runs.length - 1 : followed;
}

function connect(data) {
  const go = (place) => {
    chosen.contract = (place + data.contracts.length) % data.contracts.length;
    showContract(data);
  };
  byId("view")?.addEventListener("change", ({ target }) => {
    chosen.view = Number(target.value);
    chosen.run = firstRun(data.views[chosen.view]);
    showView(data);
  });
  byId("run").addEventListener("change", ({ target }) => {
    chosen.run = Number(target.value);
    showContract(data);
  });
  byId("event").addEventListener("change", ({ target }) =>
    go(data.contracts.findIndex(([, event]) => event === target.value)),
  );
  byId("contract").addEventListener("change", ({ target }) => go(Number(target.value)));
  byId("previous").addEventListener("click", () => go(chosen.contract - 1));
  byId("next").addEventListener("click", () => go(chosen.contract + 1));
}

async function main() {
  for (const table of document.querySelectorAll("table.sortable")) makeSortable(table);
  const data = await readData();
  chosen.run = firstRun(data.views[0]);
  chosen.contract = busiest(data, data.views[0].runs[chosen.run]);
  connect(data);
  show("calibration-plot", calibrationChart(data.calibration));
  showView(data);
  keepFitting();
  document.documentElement.dataset.ready = "true";
}

main().catch((error) => {
  const trouble = byId("trouble");
  trouble.hidden = false;
  trouble.textContent = `The charts can't be drawn in this browser (${error.message}). The tables below are complete without them.`;
});
