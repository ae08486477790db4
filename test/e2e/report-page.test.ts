import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageHtml } from "../../src/backtest/page/page-html.ts";
import { manySteps, ordersOf } from "../backtest/generated-tape.ts";
import { pageWith } from "../backtest/page/sample-page.ts";
import { tapeText } from "../cli/tape-commands.ts";
import { Browser, CHROMIUM, inkOf, type Screen } from "./browser.ts";
import { compileProgram, type Program } from "./program.ts";

if (CHROMIUM === undefined) process.stderr.write("There is no Chromium here: reports are NOT tested in a browser.\n");

const SCREENS: readonly (Screen & { readonly name: string })[] = [
  { name: "a laptop", width: 1280, height: 800 },
  { name: "a phone", width: 390, height: 844 },
  { name: "a laptop in the dark", width: 1280, height: 800, scheme: "dark" },
];
const BACKTEST_CHARTS = [
  "equity-plot",
  "drawdown-plot",
  "markouts-plot",
  "calibration-plot",
  "contract-plot",
  "inventory-plot",
];
const HOSTILE = `</script><script>document.title="owned"</script><img src="http://127.0.0.1:9/x" onerror="document.title='owned'">"'`;

describe.skipIf(CHROMIUM === undefined)("in Chromium", () => {
  const browser = new Browser();
  const pages: Record<string, string> = {};
  let program: Program;

  beforeAll(async () => {
    program = await compileProgram();
    for (const [index, name] of ["E-1JAN", "F-2JAN", "G-3JAN"].entries()) {
      const orders = ordersOf(manySteps(80 + index, 500));
      writeFileSync(
        join(program.folder, `${name}.csv`),
        tapeText(orders, (ticker) => ticker.replace("E-1JAN", name)),
      );
    }
    const results = ["E-1JAN", "F-2JAN", "G-3JAN"].flatMap((event) =>
      ["A", "B", "C", "D", "E"].map((leg) => `${event}-${leg},${leg === "A" ? "yes" : "no"}`),
    );
    writeFileSync(join(program.folder, "results.csv"), ["ticker,result", ...results, ""].join("\n"));
    const profiles = ["--profile", "fixed-3c", "no-skew"];
    const tapes = ["--tape", "E-1JAN.csv", "F-2JAN.csv", "G-3JAN.csv", "--settlements", "results.csv"];
    const runs = [
      ["backtest", ...tapes, ...profiles, "--report", "backtest.html"],
      ["run", "--headless", "--seed", "7", "--duration", "20m", "--speed", "max", "--state", "state", "--json"],
      ["report", "state", "--html", "session.html"],
    ];
    for (const words of runs) expect([words[0], (await program.run(...words)).exitCode]).toEqual([words[0], 0]);
    for (const name of ["backtest", "session"]) pages[name] = join(program.folder, `${name}.html`);
    pages["hostile"] = join(program.folder, "hostile.html");
    writeFileSync(pages["hostile"]!, pageHtml(pageWith(HOSTILE)));
  });
  afterAll(async () => {
    await browser.close();
    await program?.remove();
  });

  const overflow = (page: Page): Promise<number> =>
    page.evaluate("document.documentElement.scrollWidth - window.innerWidth");

  describe.each(SCREENS)("on $name", (screen) => {
    test.each(["backtest", "session"])(
      "the page of a %s draws its charts, complains of nothing, asks for nothing and fits",
      async (name) => {
        const { page, complaints, requests } = await browser.show(pages[name]!, screen);
        const charts =
          name === "backtest" ? BACKTEST_CHARTS : BACKTEST_CHARTS.filter((chart) => chart !== "calibration-plot");
        for (const chart of charts) expect([chart, (await inkOf(page, chart)).drawn > 200]).toEqual([chart, true]);
        expect(await overflow(page)).toBeLessThanOrEqual(0);
        expect([...complaints, ...requests]).toEqual([]);
        const first: string = await page.evaluate("document.body.innerText.trim().split('\\n')[0]");
        expect(first).toMatch(
          name === "backtest" ? /^This is a replay of 3 events on 3 dates/ : /^This is a rehearsal/,
        );
      },
    );
  });

  test("another contract, fill model and profile are other charts and other rows; the keyboard is enough", async () => {
    const { page, complaints } = await browser.show(pages["backtest"]!, SCREENS[0]!);
    const contract = (): Promise<string> => inkOf(page, "contract-plot").then(({ print }) => print);
    await page.selectOption("#event", { index: 0 });
    const seen = [await contract()];
    await page.selectOption("#contract", { index: 1 });
    seen.push(await contract());
    await page.focus("#next");
    await page.keyboard.press("Enter");
    seen.push(await contract());
    await page.selectOption("#event", { index: 1 });
    seen.push(await contract());
    expect(new Set(seen).size).toBe(seen.length);
    expect(await page.textContent("#contract-about")).toMatch(/paid \d+c; \d+ fills?/);
    const [equity, rows] = [await inkOf(page, "equity-plot"), await page.textContent("#rows-table")];
    await page.selectOption("#run", { index: 0 });
    await page.selectOption("#view", { index: 1 });
    expect((await inkOf(page, "equity-plot")).print).not.toBe(equity.print);
    expect(await page.textContent("#rows-table")).not.toBe(rows);
    await page.focus("#equity-plot");
    await page.keyboard.press("ArrowRight");
    expect(await page.textContent("#equity-plot .u-legend")).toMatch(/202\d-\d\d-\d\d/);
    expect(complaints).toEqual([]);
  });

  test("a press on a heading sorts the events, a second one the other way round", async () => {
    const { page } = await browser.show(pages["backtest"]!, SCREENS[0]!);
    const heading = page.locator("#rows-table th", { hasText: "net $, through" }).locator("button");
    const values = (): Promise<number[]> =>
      page.evaluate(
        "[...document.querySelectorAll('#rows-table tbody tr')].map((row) => Number(row.cells[3].dataset.value))",
      );
    await heading.focus();
    await page.keyboard.press("Enter");
    const down = await values();
    expect(down).toEqual(down.toSorted((a, b) => b - a));
    await heading.click();
    expect(await values()).toEqual(down.toReversed());
  });

  test("hostile names are shown as they are and do nothing", async () => {
    const { page, complaints, requests } = await browser.show(pages["hostile"]!, SCREENS[0]!);
    expect(await page.title()).toContain("<script>");
    expect(await page.evaluate("document.querySelectorAll('img').length")).toBe(0);
    expect(await page.textContent("#statement")).toBe(HOSTILE);
    expect(await page.textContent("#rows-table td")).toBe(HOSTILE);
    expect([...complaints, ...requests]).toEqual([]);
  });

  test("its policy holds: a script that somebody puts in doesn't run", async () => {
    const { page, complaints } = await browser.show(pages["backtest"]!, SCREENS[0]!);
    await page.evaluate(`{
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
      fetch("http://127.0.0.1:9/").catch(() => undefined);
    }`);
    expect(await page.title()).not.toBe("owned");
    expect(complaints.join()).toContain("Content Security Policy");
  });
});
