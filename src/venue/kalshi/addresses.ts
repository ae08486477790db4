import { STREAM_PATH } from "./signing.ts";

/** Where an exchange listens. */
export interface Addresses {
  /** "http://127.0.0.1:8137/trade-api/v2". */
  readonly restUrl: string;
  /** "ws://127.0.0.1:8137/trade-api/ws/v2". */
  readonly streamUrl: string;
}

const REST_PATH = "/trade-api/v2";

/** Kalshi's own hosts by the names of the two venues; streams have one of their own (KALSHI.md, section 1). */
const KALSHI_HOSTS: Readonly<Record<string, string>> = {
  demo: "external-api.demo.kalshi.co",
  prod: "external-api.kalshi.com",
};

/** Whether an address is this machine itself, whatever a server of names or a file of hosts may say. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Addresses of a venue as a configuration names it: "demo", "prod" or an exchange's root; undefined for anything else, and for "sim". */
export function venueAddresses(venue: string): Addresses | undefined {
  const host = KALSHI_HOSTS[venue];
  if (host === undefined) return addressesOf(venue);
  return {
    restUrl: `https://${host}${REST_PATH}`,
    streamUrl: `wss://${host.replace("external-api", "external-api-ws")}${STREAM_PATH}`,
  };
}

/**
 * Both addresses of an exchange that is named by its root ("http://127.0.0.1:8137") or its REST address ("http://127.0.0.1:8137/trade-api/v2");
 * undefined for any other.
 */
export function addressesOf(text: string): Addresses | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  if (!["", REST_PATH].includes(url.pathname.replace(/\/+$/, "")) || url.search !== "") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  if (url.hostname === "localhost") url.hostname = "127.0.0.1"; // a name leads wherever a file of hosts says
  const streamOrigin = url.origin.replace(/^http/, "ws");
  return { restUrl: `${url.origin}${REST_PATH}`, streamUrl: `${streamOrigin}${STREAM_PATH}` };
}
