import { isLoopback } from "../addresses.ts";
import { KalshiError } from "./error.ts";
import type { Query } from "./request.ts";

/** The API's root as a URL. Throws KalshiError when requests must not go there. */
export function parseRoot(baseUrl: string): URL {
  const refuse = (mend: string): KalshiError =>
    new KalshiError("invalid-request", { method: "(not sent)", path: "base URL" }, mend);
  if (!URL.canParse(baseUrl)) throw refuse(`${JSON.stringify(baseUrl)} is not a URL: name one with https://`);
  const url = new URL(baseUrl);
  if (url.username !== "" || url.password !== "") throw refuse("it must not hold a user name or password");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url))) {
    throw refuse(`${url.protocol}//${url.host} is not https: others could read and change what is sent`);
  }
  return url;
}

/** A query as it stands in a URL, question mark included; empty when nothing is asked. */
export function queryText(query: Query | undefined): string {
  const entries = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) entries.append(name, String(one));
  }
  const text = entries.toString();
  return text === "" ? "" : `?${text}`;
}
