import { existsSync } from "node:fs";
import { type BrowserContext, type Browser as Chromium, chromium, type Page } from "playwright-core";

/** Where Chromium is; undefined where there is none. */
export const CHROMIUM = Bun.which("chromium") ?? ["/usr/bin/chromium"].find((path) => existsSync(path));

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly scheme?: "light" | "dark";
}

/** A page that is shown, and what it did besides. */
export interface ShownPage {
  readonly page: Page;
  /** Errors and warnings on its console, and scripts that failed. */
  readonly complaints: readonly string[];
  /** What it asked the network for; its own file isn't counted. */
  readonly requests: readonly string[];
}

/** A headless Chromium with a user folder of its own; each page is shown by itself, with nothing kept from the last. */
export class Browser {
  #chromium: Chromium | undefined;
  #context: BrowserContext | undefined;

  /** Opens a file, and waits until its charts are drawn. */
  async show(path: string, { width, height, scheme = "light" }: Screen): Promise<ShownPage> {
    this.#chromium ??= await chromium.launch({ executablePath: CHROMIUM!, headless: true, args: ARGUMENTS });
    await this.#context?.close();
    this.#context = await this.#chromium.newContext({ viewport: { width, height }, colorScheme: scheme });
    const page = await this.#context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("request", (request) => {
      if (request.url() !== `file://${path}` && !request.url().startsWith("data:")) requests.push(request.url());
    });
    await page.goto(`file://${path}`);
    await page.waitForSelector("html[data-ready]", { timeout: 30_000 });
    return { page, complaints, requests };
  }

  async close(): Promise<void> {
    await this.#chromium?.close();
  }
}

/** How many pixels of a chart are of another colour than its corner, and a fingerprint of them all. */
export function inkOf(page: Page, place: string): Promise<{ readonly drawn: number; readonly print: string }> {
  return page.evaluate((id) => {
    // biome-ignore lint/suspicious/noExplicitAny: this runs in the browser, whose types the project doesn't have
    const canvas = (globalThis as any).document.querySelector(`#${id} canvas`);
    if (canvas === null) return { drawn: 0, print: "" };
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let drawn = 0;
    let print = 0;
    for (let at = 0; at < data.length; at += 4) {
      const pixel = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      if (data[at + 3] === 0) continue;
      drawn += 1;
      print = (Math.imul(print, 31) + pixel + at) | 0;
    }
    return { drawn, print: String(print) };
  }, place);
}
