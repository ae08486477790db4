import { STREAM_PATH } from "./signing.ts";

/** Where an exchange listens. */
export interface Addresses {
  /** "http://127.0.0.1:8137/trade-api/v2". */
  readonly restUrl: string;
  /** "ws://127.0.0.1:8137/trade-api/ws/v2". */
  readonly streamUrl: string;
}

const REST_PATH = "/trade-api/v2";

/** Whether an address is this machine itself, whatever a server of names or a file of hosts may say. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
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
