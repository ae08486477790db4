import type { Desk } from "../../src/engine/desk.ts";
import { DOLLAR, type Money, type Side } from "../../src/market/units.ts";
import { strongest } from "../../src/strategy/reasons.ts";
import type { Keeper } from "./keeper.ts";
import type { World } from "./world.ts";

const SIDES: readonly Side[] = ["bid", "ask"];
/** With less than this to spend or to lose, an account may not carry one more contract, whatever its price is. */
const SHORT = 3 * DOLLAR;
const DEPOSIT = (100 * DOLLAR) as Money;

/** Somebody who looks in now and then, once nothing goes wrong any more, so that the program quotes again: does what an operator can. */
export class Onlooker {
  #hasHelped = false;

  constructor(
    private readonly world: World,
    private readonly keeper: Keeper,
  ) {}

  look(): void {
    const session = this.keeper.program?.run?.session;
    if (session === undefined || session.hasEnded) return;
    const { desk } = session.engine;
    if (desk?.killSwitch.pulled === true || desk?.account.halted !== undefined) {
      session.operate("stop", "simulation");
      return;
    }
    session.operate("adopt", "simulation"); // the last word may have been a pull
    session.operate("resume", "simulation");
    if (desk === undefined || this.#hasHelped || !this.#isShort || !saysSo(desk)) return;
    this.#hasHelped = true;
    this.world.happens("somebody puts money in, and lets an event lose more", undefined);
    this.world.flowedAt = this.world.now;
    this.world.truth.deposit(this.world.account, DEPOSIT);
    this.keeper.flags = { ...this.keeper.flags, maxEventLossPct: 100 };
    session.operate("stop", "simulation");
  }

  /** By the exchange's own figures. */
  get #isShort(): boolean {
    const { world, keeper } = this;
    const limits = keeper.program?.configuration.limits;
    if (limits === undefined) return false;
    const balance = world.truth.balance(world.account);
    const mayBeLost = (balance * limits.maxEventLossPct) / 100;
    return Math.min(balance - limits.minBalanceFloor, mayBeLost) < SHORT;
  }
}

/** The program's own word for it: neither side of any contract has room for one more under the limits on money. */
function saysSo({ legs }: Desk): boolean {
  return [...legs.values()].every(({ reasons }) =>
    SIDES.every((side) => {
      const code = strongest(reasons, side)?.code;
      return code === "event-loss" || code === "balance";
    }),
  );
}
