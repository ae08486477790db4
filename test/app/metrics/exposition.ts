/**
 * Reads Prometheus' text format 0.0.4 strictly, as its documentation describes it: https://prometheus.io/docs/instrumenting/exposition_formats/. Throws a line
 * that isn't allowed, with why.
 */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram" | "summary" | "untyped";
  readonly help: string;
  readonly samples: readonly Sample[];
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)(?: (-?\\d+))?$`);
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/;
const VALUE = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)$/;

export function readExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  const families = new Map<string, { name: string; type: Family["type"]; help: string; samples: Sample[] }>();
  let current: string | undefined;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (kind === "HELP") {
      if (families.has(name)) throw new Error(`a second family ${name}`);
      families.set(name, { name, type: "untyped", help: rest, samples: [] });
      current = name;
    } else if (kind === "TYPE") {
      const family = families.get(name);
      if (family === undefined || family.samples.length > 0 || current !== name)
        throw new Error(`TYPE out of its place: ${line}`);
      if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(`no type: ${line}`);
      family.type = rest as Family["type"];
    } else if (!line.startsWith("#")) {
      const sample = readSample(line);
      const family = families.get(current ?? "");
      if (family === undefined || !belongs(sample.name, family)) throw new Error(`a sample of no family: ${line}`);
      const key = keyOf(sample);
      if (family.samples.some((other) => keyOf(other) === key)) throw new Error(`twice: ${line}`);
      family.samples.push(sample);
    }
  }
  for (const family of families.values()) if (family.type === "histogram") checkHistogram(family);
  return families;
}

function readSample(line: string): Sample {
  const [, name, inner = "", value = ""] = SAMPLE.exec(line) ?? [];
  if (name === undefined || !VALUE.test(value)) throw new Error(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  let left = inner;
  while (left !== "") {
    const [whole, label, escaped] = LABEL.exec(left) ?? [];
    if (whole === undefined || label === undefined || escaped === undefined) throw new Error(`no labels: ${line}`);
    if (label in labels) throw new Error(`a label twice: ${line}`);
    labels[label] = escaped.replace(/\\(["\\n])/g, (_, code: string) => (code === "n" ? "\n" : code));
    left = left.slice(whole.length);
  }
  return { name, labels, value: Number(value.replace("Inf", "Infinity")) };
}

function belongs(name: string, { name: family, type }: Pick<Family, "name" | "type">): boolean {
  if (type !== "histogram") return name === family;
  return [`${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name);
}

/** Buckets grow with their bound, and the last of them, +Inf, is the count. */
function checkHistogram({ name, samples }: Family): void {
  const series = new Map<string, { bounds: number[]; counts: number[]; count: number | undefined }>();
  for (const sample of samples) {
    const { le, ...labels } = sample.labels;
    const key = JSON.stringify(Object.entries(labels).sort());
    const one = series.get(key) ?? { bounds: [], counts: [], count: undefined };
    series.set(key, one);
    if (sample.name === `${name}_bucket`) {
      one.bounds.push(Number(le?.replace("Inf", "Infinity")));
      one.counts.push(sample.value);
    } else if (sample.name === `${name}_count`) one.count = sample.value;
  }
  for (const { bounds, counts, count } of series.values()) {
    const grows = (values: readonly number[]) =>
      values.every((value, index) => index === 0 || value >= values[index - 1]!);
    if (!grows(bounds) || !grows(counts) || bounds.at(-1) !== Number.POSITIVE_INFINITY || counts.at(-1) !== count) {
      throw new Error(`${name}: its buckets are wrong`);
    }
  }
}

export function keyOf({ name, labels }: Sample): string {
  return `${name}${JSON.stringify(Object.entries(labels).sort())}`;
}
