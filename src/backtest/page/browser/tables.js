const collator = new Intl.Collator("en", { numeric: true });

/** Has the buttons at the heads of a table sort it: the first press the largest first, the next the other way round. */
export function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => {
    head.querySelector("button").onclick = () => {
      const isNumber = head.classList.contains("number");
      const next = head.getAttribute("aria-sort") === (isNumber ? "descending" : "ascending");
      const way = next === isNumber ? 1 : -1;
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((one, other) => way * compared(one.cells[place], other.cells[place], isNumber));
      table.tBodies[0].append(...rows);
    };
  });
}

/** Numbers by what they are; what isn't there counts as less than all. */
function compared(one, other, isNumber) {
  if (!isNumber) return collator.compare(one.textContent, other.textContent);
  const value = ({ dataset }) => (dataset.value === undefined ? Number.NEGATIVE_INFINITY : Number(dataset.value));
  const [first, second] = [value(one), value(other)];
  return first === second ? 0 : first - second;
}

/** A table of the data, as the page's own are. */
export function tableOf({ heading, columns, rows }) {
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", heading);
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const column of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = kindOf(column);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = column.name;
    cell.append(button);
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const [place, value] of row.entries()) fillCell(line.insertCell(), columns[place], value);
  }
  makeSortable(table);
  scroll.append(table);
  return scroll;
}

function fillCell(cell, column, value) {
  cell.className = kindOf(column);
  if (typeof value !== "number") {
    cell.textContent = value ?? "\u2013";
    cell.classList.toggle("long", cell.textContent.length > 40);
    return;
  }
  if (column.signed && value !== 0) cell.classList.add(value > 0 ? "gain" : "loss");
  cell.dataset.value = value;
  const decimals = column.decimals ?? 0;
  const isNothing = Number(value.toFixed(decimals)) === 0;
  const digits = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  cell.textContent = `${isNothing ? "" : value < 0 ? "\u2212" : column.signed ? "+" : ""}${digits}`;
}

function kindOf({ decimals }) {
  return decimals === undefined ? "text" : "number";
}
