import type { Command } from "../../engine/command.ts";
import type { Input, RequestKind } from "../../engine/input.ts";
import type { MetricRegistry } from "./registry.ts";

const NAMES: Readonly<Record<RequestKind, string>> = { place: "create", amend: "amend", cancel: "cancel" };
/** Requests whose answer never comes are forgotten from here on, the oldest first. */
const MOST_UNDER_WAY = 1_000;

/** Counts what became of each request, and how long its answer took, in engine time. */
export class RequestTimes {
  readonly #registry: MetricRegistry;
  /** When each was sent that isn't answered yet. */
  readonly #underWay = new Map<string, number>();

  constructor(registry: MetricRegistry) {
    this.#registry = registry;
  }

  watch(input: Input, commands: readonly Command[]): void {
    switch (input.type) {
      case "sent":
        this.#sent("place", input.clientOrderId, input.at);
        break;
      case "withdrawn":
        this.#registry.count("tauroi_requests_total", { request: "create", result: "withdrawn" });
        break;
      case "placed":
        this.#answered("place", input, "accepted");
        break;
      case "amended":
        this.#answered("amend", input, "accepted");
        break;
      case "cancelled":
        this.#answered("cancel", input, "accepted");
        break;
      case "refused":
      case "throttled":
      case "unknown":
        this.#answered(input.request, input, input.type);
        break;
    }
    for (const command of commands) {
      if (command.type === "amend" || command.type === "cancel") {
        this.#sent(command.type, command.clientOrderId, input.at);
      }
    }
  }

  #sent(request: RequestKind, clientOrderId: string, at: number): void {
    this.#underWay.set(`${request} ${clientOrderId}`, at);
    if (this.#underWay.size > MOST_UNDER_WAY) this.#underWay.delete(this.#underWay.keys().next().value!);
  }

  #answered(
    request: RequestKind,
    { clientOrderId, at }: { readonly clientOrderId: string; readonly at: number },
    result: "accepted" | "refused" | "throttled" | "unknown",
  ): void {
    this.#registry.count("tauroi_requests_total", { request: NAMES[request], result });
    const sentAt = this.#underWay.get(`${request} ${clientOrderId}`);
    this.#underWay.delete(`${request} ${clientOrderId}`);
    if (sentAt === undefined || result === "unknown") return; // no answer came
    this.#registry.observe("tauroi_order_ack_seconds", { request: NAMES[request] }, (at - sentAt) / 1_000);
  }
}
