import type { ContractView, SideView, View } from "../src/app/view.ts";
import { arranged } from "./arrangement.ts";
import { bottomBar } from "./bottom-bar.ts";
import { WITHOUT_CHARTS } from "./charts.ts";
import { engineNow, isPast } from "./feed.ts";
import type { Scene } from "./frame.ts";
import { headerLines } from "./header.ts";
import { killBanner } from "./kill-banner.ts";
import { bestWorking, LADDER_LEGEND } from "./ladder.ts";
import { type Line, plainText } from "./line.ts";
import { cents, fairCents, percent, position, signedFine, signedTenth } from "./numbers.ts";
import { statePhrase } from "./reason-phrase.ts";
import { nameOfContract, selectedContract } from "./selection.ts";
import { textBody } from "./text-body.ts";

/** Wide enough that nothing is shortened; whoever reads it aloud needs no columns. */
const COLUMNS = 400;
/** What meters, bars and frames are drawn with: nothing in it that isn't also a figure beside it. */
const DRAWN = /[█▌▐·│┃┼─━●▶╭╮╰╯┏┓┗┛[\]!\u2800-\u28ff]+(?=\s|$)|(?<=\s|^)[█▌▐·│┃┼─━●▶╭╮╰╯┏┓┗┛[\]\u2800-\u28ff]+/gu;
const PICTURE = /··|[█▌▐━─┃│┼╭╮╰╯┏┓┗┛\u2800-\u28ff]/u;

/**
 * The same as a frame for whoever has it read aloud: one thing a line, first whether it quotes, then what could be lost, then how true
 * that is; a sentence for each contract; no meters, columns or charts.
 */
export function spoken(scene: Scene): string[] {
  const { feed, state } = scene;
  const { view } = feed;
  const bar = plainText(bottomBar({ ...scene, size: { columns: COLUMNS, rows: COLUMNS } }));
  if (view === null) {
    const kill = killBanner(null, state.kill, feed.now)?.forms[0];
    const now = feed.phase === "gone" ? `ENGINE GONE: ${feed.goneReason}` : "connecting to the engine";
    return [now, ...(kill === undefined ? [] : [plainText(kill)]), bar];
  }
  const header = headerLines(view, feed, state.kill, [], COLUMNS);
  return [...header.map(words), ...body(scene, view), bar].filter((text) => text !== "");
}

function body(scene: Scene, view: View): string[] {
  const { feed, state, readonly } = scene;
  const look = { body: { columns: COLUMNS, rows: 0 }, readonly, charts: WITHOUT_CHARTS };
  if (state.overlay === "none" && state.tab === "contracts") {
    const chosen = selectedContract(view, state);
    const contracts = arranged(view, state);
    if (contracts.length === 0) return ["no contracts"];
    return contracts.map((contract) => sentence(scene, contract, contract.ticker === chosen?.ticker));
  }
  const text = textBody(state, feed, look)?.lines ?? [];
  const title = state.overlay === "none" ? [`view: ${state.tab}`] : [];
  return [
    ...title,
    ...text
      .slice(title.length)
      .map(words)
      .filter((said) => state.overlay === "help" || isSaid(said)),
  ];
}

/** What is still a drawing without its words isn't read out: the ladder, and what its signs mean. */
function isSaid(text: string): boolean {
  return !PICTURE.test(text) && !text.includes(LADDER_LEGEND);
}

/** "selected: Bruno Mars: quoting, …; fair 47.3±1.2 cents; market 45 to 49; our bid 44, our ask 51; z +0.42; …" */
function sentence({ feed }: Scene, contract: ContractView, isSelected: boolean): string {
  const now = feed.view === null ? 0 : engineNow(feed.view, feed);
  const past = isPast(feed);
  return [
    `${isSelected ? "selected: " : ""}${nameOfContract(contract)}: ${plainText(statePhrase(contract, now, past, COLUMNS))}`,
    `fair ${fairCents(contract.fairCents)} give or take ${fairCents(contract.sdCents)} cents`,
    `market ${cents(contract.othersBidCents)} to ${cents(contract.othersAskCents)}`,
    `our bid ${quote(contract.bid, true)}, our ask ${quote(contract.ask, false)}`,
    `z ${signedFine(contract.z)}`,
    `inventory ${position(contract.inventory)} of ${contract.inventoryLimit}, skew ${signedTenth(contract.skewCents)}`,
    `risk ${percent(contract.riskUse)}`,
  ].join("; ");
}

function quote(side: SideView, isBid: boolean): string {
  const best = bestWorking(side, isBid);
  if (best === undefined) return "none";
  const isUnsure = side.working.some(({ state }) => state === "unknown");
  const fate = isUnsure ? ", fate unknown" : best.state === "in flight" ? " in flight" : "";
  return cents(best.priceCents) + fate;
}

function words(spans: Line): string {
  return plainText(spans).replace(DRAWN, "").replace(/\s+/g, " ").trim();
}
