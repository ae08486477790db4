import type { RestClient } from "../rest/client.ts";
import { KalshiError } from "../rest/error.ts";
import type { GroupPlace } from "../rest/order-groups.ts";
import { triggerOrderGroup } from "../rest/order-groups.ts";
import { KILL_CALL, type Persistence, persist } from "./kill-call.ts";

interface GroupTriggersParts {
  readonly client: RestClient;
  readonly persistence: Persistence;
  readonly place: GroupPlace;
  /** A trigger is about to go out, or has been answered. */
  readonly acted: () => void;
}

/**
 * Triggers order groups, each until the exchange has done it or has none of this id any more. A triggered group has no orders and takes none: also what
 * an engine that is out of reach sends after that is refused.
 */
export class GroupTriggers {
  readonly #parts: GroupTriggersParts;
  readonly #isDone = new Map<string, boolean>();

  constructor(parts: GroupTriggersParts) {
    this.#parts = parts;
  }

  /** Groups that are known, and those of them that can't take orders any more. */
  get known(): readonly string[] {
    return [...this.#isDone.keys()];
  }

  get done(): readonly string[] {
    return this.known.filter((id) => this.#isDone.get(id) === true);
  }

  /** Begins with a group, unless it has begun with it before. */
  add(groupId: string): void {
    if (this.#isDone.has(groupId)) return;
    this.#isDone.set(groupId, false);
    void this.#trigger(groupId);
  }

  async #trigger(groupId: string): Promise<void> {
    const { client, persistence, place, acted } = this.#parts;
    const isTriggered = await persist(async () => {
      acted();
      try {
        await client.write(triggerOrderGroup(groupId, place), KILL_CALL);
      } catch (error) {
        if (error instanceof KalshiError && error.kind === "not-found") return true; // deleted, so it takes no orders either
        throw error;
      }
      return true;
    }, persistence);
    if (isTriggered === undefined) return;
    this.#isDone.set(groupId, true);
    acted();
  }
}
