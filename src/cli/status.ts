import { fetchView } from "../app/control-client.ts";
import { killWords, ofEngine } from "../app/kill-proof.ts";
import type { ContractView, DryRunView, MoneyView, QuoteView, SideView, View } from "../app/view.ts";
import type { Invocation } from "./command.ts";
import { chooseEngine } from "./engine-choice.ts";
import type { EngineOptions } from "./engine-commands.ts";
import { EXIT } from "./exit-code.ts";
import { textTable } from "./text-table.ts";

interface StatusOptions extends EngineOptions {
  readonly json?: boolean;
}

/** `tauroi status`: one look at a running engine. */
export async function action({ options, print }: Invocation<StatusOptions>): Promise<number> {
  const view = await fetchView(await chooseEngine(options, "cli"));
  print(options.json === true ? JSON.stringify(view) : statusText(view));
  return EXIT.fine;
}

/** A view for people, without control characters, whatever the exchange has put into its titles. */
export function statusText(view: View): string {
  const { money, truth } = view;
  const reason = view.stateReason === "" ? "" : `: ${view.stateReason}`;
  const dollars = (amount: number) => `${amount < 0 ? "-" : ""}$${Math.abs(amount).toFixed(2)}`;
  const reconciled =
    truth.reconciled === null ? "never" : `${truth.reconciled.ok ? "ok" : "DIFFERS"} ${truth.reconciled.detail}`;
  const text = [
    `${view.mode} on ${view.venue}, ${view.event.ticker}, profile ${view.profile}: ${view.state.toUpperCase()}${reason}`,
    `today ${dollars(money.pnlTodayUsd)} (halts at -${dollars(money.breakerUsd)}), net ${dollars(money.netUsd)} after fees ` +
      `${dollars(money.feesUsd)}, worst case -${dollars(money.worstCaseUsd)} of ${dollars(money.worstCaseLimitUsd)}, ` +
      `balance ${dollars(money.balanceUsd)}${roundingWords(money)}`,
    ...(view.dryRun === undefined ? [] : [dryRunWords(view.dryRun)]),
    `data ${(truth.dataAgeMs / 1_000).toFixed(1)} s old, reconciled ${reconciled.trim()}, ${truth.inputs} inputs`,
    ...(view.kill === null ? [] : [`KILLED by ${view.kill.by}. ${killWords(ofEngine(view.kill))}`]),
    "",
    textTable(["contract", "state", ...NUMBERS, "why"], view.contracts.map(row), NUMBERS),
    ...settingWords(view.contracts),
  ].join("\n");
  return text.replace(/[^\P{Cc}\n]/gu, "?");
}

/** Nothing where it is less than can be read. */
function roundingWords({ roundingUsd }: MoneyView): string {
  const amount = Math.abs(roundingUsd).toFixed(4);
  if (!(Number(amount) > 0)) return "";
  return `, rounding has ${roundingUsd > 0 ? "kept" : "given back"} $${amount} beside the fees`;
}

/** What operators have set beside the profile: a line for all contracts with the same values. */
function settingWords(contracts: readonly ContractView[]): string[] {
  const named = ({ settings }: ContractView) => settings.map(({ name, value }) => `${name} = ${value}`).join(", ");
  return [...Map.groupBy(contracts, named)].flatMap(([values, those]) => {
    if (values === "") return [];
    const who = those.length === contracts.length ? "all" : those.map(({ label }) => label).join(", ");
    return [`${who}: set beside the profile: ${values}`];
  });
}

function dryRunWords({ feed, throughOnly }: DryRunView): string {
  const { fills, netUsd } = throughOnly;
  const source = feed === "polled" ? "; public data read over REST, for want of a key" : "";
  return `nothing is sent; these figures are optimistic: through-only net ${netUsd < 0 ? "-" : ""}$${Math.abs(netUsd).toFixed(2)} of ${fills} fills${source}`;
}

const NUMBERS = ["fair c", "z", "our bid", "our ask", "others", "held", "risk", "net $"];

function row(contract: ContractView): string[] {
  return [
    contract.label,
    contract.state,
    decimal(contract.fairCents, 1),
    decimal(contract.z, 1),
    quotes(contract.bid),
    quotes(contract.ask),
    `${cents(contract.othersBidCents)}/${cents(contract.othersAskCents)}`,
    String(contract.inventory),
    `${Math.round(contract.riskUse * 100)}%`,
    contract.netUsd.toFixed(2),
    contract.reasons[0]?.text ?? "",
  ];
}

/** Working orders of a side, as 1@47; `?` after one whose fate is unknown, `~` after one on its way. */
function quotes({ working }: SideView): string {
  const mark = ({ state }: QuoteView) => (state === "unknown" ? "?" : state === "in flight" ? "~" : "");
  return working.length === 0
    ? "-"
    : working.map((quote) => `${quote.contracts}@${quote.priceCents}${mark(quote)}`).join(" ");
}

function cents(value: number | null): string {
  return value === null ? "-" : String(value);
}

function decimal(value: number | null, digits: number): string {
  return value === null ? "-" : value.toFixed(digits).replace(/^-(0\.?0*)$/, "$1");
}
