import type { Desk } from "./desk.ts";
import type { Intruder, OrderGroup } from "./input.ts";

/** Takes in whose the account is: a new order group of ours, or that another has taken it, by which everything is pulled and the session ends. */
export function takeTenancyNews(desk: Desk, news: OrderGroup | Intruder): void {
  if (news.type === "orderGroup") {
    desk.tenancy.madeGroup(news.id);
    return;
  }
  if (!desk.tenancy.taken(news)) return;
  desk.stopping ??= { by: "another engine", at: news.at };
  desk.alert("critical", "taken", news.detail);
  desk.touchAll();
}
