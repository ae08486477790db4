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

/** How far it has come with a group: asked for, done by the exchange, or not found there: gone, or in another place than was asked. */
type GroupState = "asked" | "triggered" | "not-found";

/**
 * Triggers order groups, each until the exchange has done it or has none of this id. A triggered group has no orders and takes none: also what
 * an engine that is out of reach sends after that is refused. One that isn't found is tried no longer, but proves nothing of the kind.
 */
export class GroupTriggers {
  readonly #parts: GroupTriggersParts;
  readonly #states = new Map<string, GroupState>();

  constructor(parts: GroupTriggersParts) {
    this.#parts = parts;
  }

  /** Groups that are known, and those of them for which nothing is left to do. */
  get known(): readonly string[] {
    return [...this.#states.keys()];
  }

  get done(): readonly string[] {
    return this.known.filter((id) => this.#states.get(id) !== "asked");
  }

  /** Whether the exchange has said of a group that it was triggered. */
  isTriggered(groupId: string): boolean {
    return this.#states.get(groupId) === "triggered";
  }

  /** Begins with a group, unless it has begun with it before. */
  add(groupId: string): void {
    if (this.#states.has(groupId)) return;
    this.#states.set(groupId, "asked");
    void this.#trigger(groupId);
  }

  async #trigger(groupId: string): Promise<void> {
    const { client, persistence, place, acted } = this.#parts;
    const outcome = await persist(async (): Promise<GroupState> => {
      acted();
      try {
        await client.write(triggerOrderGroup(groupId, place), KILL_CALL);
      } catch (error) {
        if (error instanceof KalshiError && error.kind === "not-found") return "not-found";
        throw error;
      }
      return "triggered";
    }, persistence);
    if (outcome === undefined) return;
    this.#states.set(groupId, outcome);
    acted();
  }
}
