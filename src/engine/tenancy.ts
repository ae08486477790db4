import { list, number, object, orNull, type Shape, text } from "../market/saved-state.ts";
import type { Time } from "../market/units.ts";
import type { Intruder } from "./input.ts";
import type { Start } from "./start.ts";

/** So many order groups are known of a start: one is made, and another after each burst of fills. */
const MOST_GROUPS = 20;

/** Whose the account is, as plain data. */
export interface TenancyState {
  readonly orderGroups: readonly string[];
  readonly intruder: { readonly at: Time; readonly detail: string } | null;
  readonly unexplained: readonly string[];
}

export const TENANCY_STATE: Shape<TenancyState> = object<TenancyState>({
  orderGroups: list(text()),
  intruder: orNull(object<{ readonly at: Time; readonly detail: string }>({ at: number(), detail: text() })),
  unexplained: list(text()),
});

/**
 * Whose the account is: what fences ours off for whoever comes next, whether somebody else has taken it, and what was found in it at the start that
 * nobody could explain.
 */
export class Tenancy {
  /** The exchange's order groups that orders of this start were placed into, the newest last. */
  orderGroups: readonly string[] = [];
  /** What showed that another engine, or another hand, has taken the account; undefined while none has. */
  intruder: { readonly at: Time; readonly detail: string } | undefined;
  /** Differences of the start that no operator has adopted yet: nothing is quoted while there are any. */
  unexplained: readonly string[];

  constructor({ unexplained = [] }: Pick<Start, "unexplained">) {
    this.unexplained = unexplained;
  }

  madeGroup(id: string): void {
    this.orderGroups = [...this.orderGroups.filter((known) => known !== id), id].slice(-MOST_GROUPS);
  }

  /** True when it is news. */
  taken({ at, detail }: Intruder): boolean {
    if (this.intruder !== undefined) return false;
    this.intruder = { at, detail };
    return true;
  }

  /** An operator takes over what the exchange shows. True when there was something to take over. */
  adopt(): boolean {
    if (this.unexplained.length === 0) return false;
    this.unexplained = [];
    return true;
  }

  /** What keeps all legs from quoting; undefined when nothing of this does. */
  get doubt(): string | undefined {
    return this.unexplained.length === 0 ? undefined : `unexplained at the start: ${this.unexplained.join("; ")}`;
  }

  save(): TenancyState {
    return {
      orderGroups: this.orderGroups,
      intruder: this.intruder ?? null,
      unexplained: this.unexplained,
    };
  }

  restore({ orderGroups, intruder, unexplained }: TenancyState): void {
    this.orderGroups = orderGroups;
    this.intruder = intruder ?? undefined;
    this.unexplained = unexplained;
  }
}
