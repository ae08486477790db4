/**
 * The interface on a make-believe engine, to look at: `bun test/tui/demo.tsx [contracts] [LIVE|DRY-RUN|PAPER] [readonly]`.
 * Pulls, resumes and kills answer after a moment; `die=SECONDS` lets the engine go away, `throw=SECONDS` the viewer fail,
 * `refuse` the connection; `differs` shows an account that another hand has changed; in a `calm` market things change every two seconds instead of with every picture.
 */
import type { KillView, View } from "../../src/app/view.ts";
import type { ViewerCommand, ViewerConnection, ViewerReply } from "../../src/app/viewer.ts";
import { openViewer } from "../../tui/main.tsx";
import { sampleKill, sampleView } from "./sample-view.ts";

const [, , ...words] = process.argv;
const contracts = Number(words.find((word) => /^\d+$/.test(word)) ?? 10);
const mode = (words.find((word) => /^(LIVE|DRY-RUN|PAPER)$/.test(word)) ?? "PAPER") as View["mode"];
const diesAfter = Number(words.find((word) => word.startsWith("die="))?.slice(4) ?? Number.POSITIVE_INFINITY);

const throwsAfter = Number(words.find((word) => word.startsWith("throw="))?.slice(6) ?? Number.POSITIVE_INFINITY);
if (Number.isFinite(throwsAfter)) {
  setTimeout(() => {
    throw new Error("something broke in the viewer");
  }, throwsAfter * 1_000);
}

/** As the program does with what nobody caught. */
process.on("uncaughtException", (error) => {
  process.stderr.write(`failed: ${error.message}\n`);
  process.exit(1);
});

const differs: Partial<View> = {
  state: "pulled",
  stateReason: "the exchange's numbers are not ours",
  differences: [
    { ticker: null, text: "KXTOPMONTHLY-26NOV-WEE: we hold 3, the exchange says 5" },
    { ticker: null, text: "the exchange's balance is $512.340000, by our books $514.210000" },
    { ticker: "KXTOPMONTHLY-26NOV-BRU", text: "KXTOPMONTHLY-26NOV-BRU: 5 held, of which 3 ours and 2 another hand's" },
  ],
};

const connection = new Promise<ViewerConnection>((resolve, reject) => {
  const refused = words.includes("refuse");
  setTimeout(() => (refused ? reject(new Error("no engine listens there")) : resolve(connect())), 300);
});

function connect(): ViewerConnection {
  let frame = 0;
  let kill: KillView | null = null;
  let feed: ReturnType<typeof setInterval> | undefined;
  return {
    onView(listener) {
      feed = setInterval(() => {
        frame++;
        listener(
          sampleView({
            contracts,
            frame: words.includes("calm") ? Math.floor(frame / 8) : frame,
            change: {
              mode,
              kill,
              ...(words.includes("differs") && differs),
              ...(kill ? { state: "killed", stateReason: "by the operator" } : {}),
            },
          }),
        );
      }, 250);
    },
    onClose(listener) {
      if (!Number.isFinite(diesAfter)) return;
      setTimeout(() => {
        clearInterval(feed);
        listener("it closed the connection (exit code 1)");
      }, diesAfter * 1_000);
    },
    async send(command: ViewerCommand): Promise<ViewerReply> {
      await Bun.sleep(150);
      if (command.action === "kill") {
        kill ??= sampleKill();
        setTimeout(() => {
          kill = sampleKill({ grade: "CONFIRMED", mayRest: 0, confirmedAt: sampleView({ frame }).at });
        }, 3_000);
      }
      return { ok: true, text: `${command.action} done: ${command.ticker ?? "all contracts"}` };
    },
    close: () => clearInterval(feed),
  };
}

try {
  process.exitCode = await openViewer(connection, { readonly: words.includes("readonly") });
} catch (error) {
  process.stderr.write(`failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
