import { CONTRACT, type Quantity } from "../../../market/units.ts";
import type { AccountPlace } from "../account-reading.ts";
import type { RestClient } from "../rest/client.ts";
import { KalshiError } from "../rest/error.ts";
import {
  createOrderGroup,
  deleteOrderGroup,
  type GroupPlace,
  oneOrderGroup,
  orderGroups,
  triggerOrderGroup,
} from "../rest/order-groups.ts";
import { mayPass } from "../waiting.ts";
import { AGAIN_AFTER_MS, ATTEMPTS, type BudgetedWrites } from "./budgeted-writes.ts";

/** What a probe that has died may have left open. */
export interface LeftGroups {
  readonly open: readonly string[];
  /** The groups that were there when one was being made whose id nobody has heard; null when none was. */
  readonly before: readonly string[] | null;
}

export interface OwnGroupsParts {
  readonly client: RestClient;
  readonly writes: BudgetedWrites;
  readonly place: AccountPlace;
  /** Keeps durably what has to be closed, before a group is made and before anything is placed into it. */
  readonly keep: (left: LeftGroups) => Promise<void>;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The order groups of probes, each open for as long as its probe. */
export class OwnGroups {
  readonly #parts: OwnGroupsParts;
  readonly #open = new Set<string>();
  /** Those that were there before the first of ours. */
  #before: ReadonlySet<string> | undefined;
  /** One may have been made without our having heard of it. */
  #hasLost = false;

  constructor(parts: OwnGroupsParts) {
    this.#parts = parts;
  }

  /** Makes a group. */
  async create(contracts: number): Promise<string> {
    const { writes, sleep } = this.#parts;
    this.#before ??= await this.#listed();
    await this.#keep(true);
    const request = createOrderGroup({ limit: (contracts * CONTRACT) as Quantity, ...this.#place });
    for (let attempt = 1; ; attempt++) {
      try {
        const id = await writes.write(request);
        this.#open.add(id);
        await this.#keep(false);
        return id;
      } catch (error) {
        if (error instanceof KalshiError && error.mayHaveHappened) this.#hasLost = true;
        if (!mayPass(error) || attempt === ATTEMPTS) throw error;
        await sleep(AGAIN_AFTER_MS * attempt);
      }
    }
  }

  /** Has a group take no orders any more, which takes those off that are in it. */
  async trigger(group: string): Promise<void> {
    await this.#parts.writes.repeat(() => triggerOrderGroup(group, this.#place));
  }

  /** Takes a group away for good. */
  async remove(group: string): Promise<void> {
    await this.#parts.writes.repeat(() => deleteOrderGroup(group, this.#place));
  }

  /** Triggers and removes all; answers what could not be done. */
  async closeAll(): Promise<readonly string[]> {
    const problems: string[] = [];
    try {
      if (this.#hasLost) await this.#findLost();
    } catch (error) {
      problems.push(`an order group whose making was not answered can't be looked for: ${text(error)}`);
    }
    for (const group of [...this.#open]) {
      try {
        await this.trigger(group);
        await this.remove(group);
        this.#open.delete(group);
      } catch (error) {
        problems.push(`order group ${group} can't be closed: ${text(error)}`);
      }
    }
    await this.#keep(false);
    return problems;
  }

  /** Takes over what an earlier probe has left, to be closed with the rest. */
  adopt({ open, before }: LeftGroups): void {
    for (const group of open) this.#open.add(group);
    if (before === null) return;
    this.#before = new Set(before);
    this.#hasLost = true;
  }

  /** Empty groups that are there and weren't before: ours, for the account is held meanwhile. */
  async #findLost(): Promise<void> {
    const { client } = this.#parts;
    for (const id of await this.#listed()) {
      if (this.#before?.has(id) !== false || this.#open.has(id)) continue;
      const { orderIds, isAutoCancelEnabled } = await client.read(oneOrderGroup(id));
      if (isAutoCancelEnabled && orderIds.length === 0) this.#open.add(id);
    }
    this.#hasLost = false;
    this.#before = undefined;
  }

  async #keep(isMaking: boolean): Promise<void> {
    const isLost = isMaking || this.#hasLost;
    await this.#parts.keep({ open: [...this.#open], before: isLost ? [...(this.#before ?? [])] : null });
  }

  async #listed(): Promise<ReadonlySet<string>> {
    return new Set((await this.#parts.client.read(orderGroups())).map(({ orderGroupId }) => orderGroupId));
  }

  get #place(): GroupPlace {
    const { exchangeIndex, subaccount } = this.#parts.place;
    return { exchangeIndex, ...(subaccount !== 0 && { subaccount }) };
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
