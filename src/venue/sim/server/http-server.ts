import { SPOTIFY_ROOT, type SpotifyService } from "../spotify/service.ts";
import { ADMIN_ROOT } from "./admin.ts";
import type { RequestLine } from "./request-line.ts";
import { API_ROOT } from "./route.ts";
import type { ServedExchange } from "./served-exchange.ts";
import { STREAM_PATH, type StreamSide } from "./stream-side.ts";

export interface HttpServerOptions<Data> {
  readonly served: ServedExchange;
  readonly api: RequestLine;
  readonly admin: (request: Request) => Promise<Response>;
  readonly streams?: StreamSide<Data>;
  /** Serves what a release monitor asks for. */
  readonly spotify?: SpotifyService;
  /** 0 for any that is free. */
  readonly port: number;
}

/** A server that listens. */
export interface HttpServer {
  readonly restUrl: string;
  readonly webSocketUrl: string;
  readonly adminUrl: string;
  /** Where the stand-in for Spotify is, whether there is one or not. */
  readonly spotifyUrl: string;
  /** Ends every connection, answered or not, and the exchange's time. */
  readonly close: () => Promise<void>;
}

const SIGNPOST =
  `This is the embedded exchange: REST is under ${API_ROOT}/, the WebSocket at ${STREAM_PATH}, the operator's side under ` +
  `${ADMIN_ROOT}/. See docs/exchange.md.\n`;

const HOST = "127.0.0.1"; // nobody but this machine

/** Listens for REST, WebSocket and admin requests on one port. Throws when the port is taken. */
export function listen<Data>(options: HttpServerOptions<Data>): HttpServer {
  const { served, api, admin, streams } = options;
  const server: Bun.Server<Data> = Bun.serve<Data>({
    hostname: HOST,
    port: options.port,
    development: false,
    reusePort: false,
    idleTimeout: 0, // a dropped request is left hanging for as long as its sender likes
    websocket: streams?.websocket ?? { message: () => undefined },
    async fetch(request): Promise<Response | undefined> {
      const { pathname } = new URL(request.url);
      if (pathname === STREAM_PATH && streams !== undefined) return streams.upgrade(request, server);
      if (pathname.startsWith(`${API_ROOT}/`)) {
        const response = await api.serve(request);
        // by the exchange's own clock, which signatures are judged by
        response.headers.set("date", new Date(served.time.now()).toUTCString());
        return response;
      }
      if (pathname.startsWith(`${ADMIN_ROOT}/`)) return await admin(request);
      if (options.spotify !== undefined && pathname.startsWith(`${SPOTIFY_ROOT}/`))
        return options.spotify.serve(request);
      return new Response(SIGNPOST, { status: 404 });
    },
  });
  const host = `${HOST}:${server.port}`;
  return {
    restUrl: `http://${host}${API_ROOT}`,
    webSocketUrl: `ws://${host}${STREAM_PATH}`,
    adminUrl: `http://${host}${ADMIN_ROOT}`,
    spotifyUrl: `http://${host}${SPOTIFY_ROOT}`,
    async close() {
      streams?.close();
      served.close();
      await server.stop(true);
    },
  };
}
