import type { ContractView, SideView } from "../src/app/view.ts";
import { bestWorking } from "./ladder.ts";
import { type Line, line, sized, type Tone } from "./line.ts";
import { inventoryBar, shareMeter, zMeter } from "./meter.ts";
import { deviation, fairCents, percent, position, shortCents, signedFine, signedTenth, signedUsd } from "./numbers.ts";
import { padLeft, padRight } from "./text.ts";

/** Each cell has a fixed width, whatever is in it: columns hold still. Widths stand beside the functions. */

export const FAIR = 8;
/** "47.3±1.2" */
export function fairCell(contract: ContractView): Line {
  return [
    ...line(padLeft(fairCents(contract.fairCents), 4), "strong"),
    ...line(padRight(deviation(contract.sdCents), 4), "quiet"),
  ];
}

export const PRICE = 4;

export const MARKET = 9;
/** The others' best: "45.5/49.5" */
export function marketCell(contract: ContractView): Line {
  return line(
    padRight(`${padLeft(shortCents(contract.othersBidCents), 4)}/${shortCents(contract.othersAskCents)}`, MARKET),
  );
}

export const OURS = 11;
/** Our best working quotes: " 44.5/50.5 ", a `~` beside one that is in flight, a `?` beside one whose fate is unknown. */
export function oursCell(contract: ContractView): Line {
  const bid = ownQuote(contract.bid, true);
  const ask = ownQuote(contract.ask, false);
  return [
    ...line(padLeft(bid.mark + bid.price, 5), bid.tone),
    ...line("/"),
    ...line(padRight(ask.price + ask.mark, 5), ask.tone),
  ];
}

function ownQuote(side: SideView, isBid: boolean): { price: string; mark: string; tone: Tone } {
  const best = bestWorking(side, isBid);
  if (best === undefined) return { price: "--", mark: "", tone: "quiet" };
  const unsure = side.working.some(({ state }) => state === "unknown");
  const mark = unsure ? "?" : best.state === "in flight" ? "~" : "";
  return { price: shortCents(best.priceCents), mark, tone: unsure ? "alarm" : isBid ? "bid" : "ask" };
}

export const SKEW = 5;
/** Cents by which both quotes are lowered, raised where negative: "-15" */
export function skewCell(contract: ContractView): Line {
  return line(padLeft(signedTenth(contract.skewCents), SKEW));
}

export const PERCENT = 4;
/** Use of the risk limit, with a meter of `cells` (0: none) before it: "███· 42%" */
export function riskCell(contract: ContractView, cells: number): Line {
  const tone = riskTone(contract.riskUse);
  const figure = line(padLeft(percent(contract.riskUse), PERCENT), tone === "calm" ? "plain" : tone);
  return cells > 0 ? [...shareMeter(contract.riskUse, cells, tone), ...line(" "), ...figure] : figure;
}

/** How near a share of a limit is to it. */
export function riskTone(share: number): Tone {
  return share >= 1 ? "alarm" : share >= 0.75 ? "warn" : "calm";
}

export const NET = 8;
/** Result after fees: "+$12.34" */
export function netCell(contract: ContractView): Line {
  return line(padLeft(signedUsd(contract.netUsd), NET));
}

export const Z = 5;
/** "+2.71" */
export function zCell(contract: ContractView): Line {
  return line(padLeft(signedFine(contract.z), Z), zTone(contract));
}

export function zMeterCell(contract: ContractView, cells: number): Line {
  return zMeter(contract.z, contract.zWiden, contract.zPull, cells);
}

function zTone({ z, zWiden, zPull }: ContractView): Tone {
  const size = Math.abs(z ?? 0);
  return size >= zPull ? "alarm" : size >= zWiden ? "warn" : "plain";
}

export const INVENTORY = 6;
/** Contracts held, YES positive: "-12.25" */
export function inventoryCell(contract: ContractView): Line {
  const size = Math.abs(contract.inventory);
  const tone = size >= contract.inventoryLimit ? "alarm" : size > contract.inventoryPull ? "warn" : "plain";
  return line(padLeft(position(contract.inventory), INVENTORY), tone);
}

export function inventoryBarCell(contract: ContractView, cells: number): Line {
  return inventoryBar(contract.inventory, contract.inventoryPull, contract.inventoryLimit, cells);
}

/** A quiet word before a cell. */
export function labelled(label: string, cell: Line): Line {
  return [...line(`${label} `, "quiet"), ...cell];
}

/** The artist, cut or filled to `width`; where there is only room for a few letters, the ticker's own. */
export function nameCell(contract: ContractView, width: number, tone: Tone): Line {
  const name = contract.title === "" || width < 10 ? contract.label : contract.title;
  return sized(line(name, tone), width);
}
