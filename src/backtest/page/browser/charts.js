export const HEIGHT = { tall: 320, usual: 280, small: 130 };
/** Lines are told apart by their colours and by their dashes. */
export const LINES = [
  { colour: "line-1", dash: [] },
  { colour: "line-2", dash: [7, 4] },
  { colour: "line-3", dash: [2, 3] },
  { colour: "line-4", dash: [9, 3, 2, 3] },
];
const UTC = (time) => uPlot.tzDate(new Date(time * 1_000), "Etc/UTC");

/** Charts that are shown, by the place they stand in: how each is made, and what was made. */
const shownCharts = new Map();

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Shows a chart in the place of this name, instead of one that is there. `make` is asked again when colours change. */
export function show(place, make) {
  shownCharts.get(place)?.plot?.destroy();
  const container = document.getElementById(place);
  container.replaceChildren();
  const { options, data, empty } = make();
  if (empty !== undefined) {
    const said = document.createElement("p");
    said.className = "empty";
    said.textContent = empty;
    container.append(said);
    shownCharts.set(place, { make });
    return;
  }
  const plot = new uPlot({ ...options, width: widthOf(container) }, data, container);
  shownCharts.set(place, { make, plot });
  readByKeys(container, plot, options.title ?? place);
}

function widthOf(container) {
  return Math.max(240, Math.floor(container.clientWidth));
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const plot = shownCharts.get(target.id)?.plot;
    if (plot && plot.width !== widthOf(target)) plot.setSize({ width: widthOf(target), height: plot.height });
  }
});

/** Keeps charts as wide as their places, and in the colours that the reader prefers. */
export function keepFitting() {
  for (const place of document.querySelectorAll(".plot")) resized.observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const [place, { make }] of [...shownCharts]) show(place, make);
  });
}

/** Arrow keys move from value to value, Home and End to the first and the last; Escape shows all again. */
function readByKeys(container, plot, name) {
  container.tabIndex = 0;
  container.setAttribute("role", "group");
  container.setAttribute("aria-label", `${name}: a chart. Arrow keys read its values.`);
  container.onkeydown = (event) => {
    const last = plot.data[0].length - 1;
    const now = plot.cursor.idx ?? -1;
    const far = Math.max(1, Math.round(last / 100));
    const places = { ArrowRight: now + far, ArrowLeft: now - far, Home: 0, End: last };
    if (event.key === "Escape") {
      plot.setData(plot.data, true);
      return;
    }
    if (!(event.key in places)) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(last, places[event.key]));
    plot.setCursor({ left: plot.valToPos(plot.data[0][place], "x"), top: plot.bbox.height / (4 * devicePixelRatio) });
  };
}

/** What all charts have in common. */
export function chartOptions({ title, height, x, y, series, sync, draw, range, values, size = 56 }) {
  const axis = {
    stroke: colour("quiet"),
    font: innerWidth < 480 ? "11px system-ui, sans-serif" : "12px system-ui, sans-serif",
    grid: { stroke: colour("rule"), width: 1 },
    ticks: { stroke: colour("rule"), width: 1, size: 5 },
  };
  return {
    title,
    height,
    tzDate: UTC,
    padding: [10, 24, 0, 0],
    scales: { x: { time: x?.time ?? true, ...(x?.range && { range: x.range }) }, y: range ? { range } : {} },
    axes: [
      { ...axis, space: 64, ...(x?.time === false ? {} : { values: dates }), ...x?.axis },
      {
        ...axis,
        size,
        space: height <= HEIGHT.small ? 22 : 36,
        values: values ?? ((_, splits) => splits.map(plain)),
        ...y,
      },
    ],
    legend: { live: true, markers: { width: 3 } },
    cursor: { points: { size: 7 }, ...(sync && { sync: { key: sync, setSeries: false } }) },
    series: [
      { label: x?.label ?? "UTC", value: x?.value ?? ((_, time) => (time == null ? "" : stamp(time))) },
      ...series,
    ],
    hooks: draw ? { draw: [draw] } : {},
  };
}

/** A line of a chart, by its place among the lines. */
export function lineOf(label, place, more) {
  const { colour: name, dash } = LINES[place % LINES.length];
  return { label, stroke: colour(name), dash, width: 1.75, points: { show: false }, ...more };
}

/**
 * Lines side by side, one time for all: where only another one changes, a line keeps what it was. Those at `scattered` places are dots, which have no value
 * between each other.
 */
export function together(lines, scattered = []) {
  const data = uPlot.join(lines);
  for (let line = 1; line < data.length; line += 1) {
    if (scattered.includes(line)) continue;
    let before = null;
    for (let place = 0; place < data[line].length; place += 1) {
      if (data[line][place] === undefined) data[line][place] = before;
      else before = data[line][place];
    }
  }
  return data;
}

/** Stairs: a value holds until the next. */
export const stairs = () => uPlot.paths.stepped({ align: 1 });

function stamp(time) {
  return new Date(time * 1_000).toISOString().slice(0, 16).replace("T", " ");
}

export // biome-ignore format: a row of names
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_S = 86_400;

/** What stands under the times of an axis: days, or hours with the day below where it is another. */
function dates(_, splits, _axis, _space, step) {
  let above = "";
  return splits.map((time) => {
    const at = new Date(time * 1_000);
    const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
    const year = String(at.getUTCFullYear());
    const [now, under] =
      step >= DAY_S
        ? [step >= 28 * DAY_S ? day.replace(/^1 /, "") : day, year]
        : [at.toISOString().slice(11, step >= 60 ? 16 : 19), day];
    const text = under === above ? now : `${now}\n${under}`;
    above = under;
    return text;
  });
}

export function plain(value) {
  return value === null ? "" : `${value < 0 ? "\u2212" : ""}${Math.abs(value).toLocaleString("en-US")}`;
}

export function dollars(value) {
  if (value === null || value === undefined) return "\u2013";
  const digits = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return `${value < 0 ? "\u2212" : ""}$${digits}`;
}

export function cents(value) {
  return value === null || value === undefined
    ? "\u2013"
    : `${value < 0 ? "\u2212" : ""}${Math.abs(value).toFixed(1)}c`;
}

/** Draws on a chart's canvas, in its pixels, and not beyond its axes. */
export function onCanvas(plot, paint) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  paint(ctx, (x, y) => [plot.valToPos(x, "x", true), plot.valToPos(y, "y", true)], devicePixelRatio);
  ctx.restore();
}

/** A bar from low to high, with caps. */
export function errorBar(ctx, [x, low], [, high], ratio, tint) {
  ctx.strokeStyle = tint;
  ctx.lineWidth = 1.25 * ratio;
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const [from, to] of [
    [
      [x, low],
      [x, high],
    ],
    [
      [x - 4 * ratio, low],
      [x + 4 * ratio, low],
    ],
    [
      [x - 4 * ratio, high],
      [x + 4 * ratio, high],
    ],
  ]) {
    ctx.moveTo(...from);
    ctx.lineTo(...to);
  }
  ctx.stroke();
}

export function dot(ctx, [x, y], radius, tint) {
  ctx.fillStyle = tint;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fill();
}

/** From the least to the greatest, with some room beyond. */
export function around(values, least) {
  const known = values.filter((value) => value !== null && value !== undefined);
  const low = Math.min(...known);
  const high = Math.max(...known);
  if (known.length === 0) return [-least, least];
  const room = Math.max((high - low) * 0.08, least - (high - low) / 2, 1e-9);
  return [low - room, high + room];
}
