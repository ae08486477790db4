/** The WebSocket side of the server, as the server mounts it. */
export interface StreamSide<Data> {
  /** Takes a handshake over, authenticated or not; undefined once it has been, an answer when it is refused. */
  readonly upgrade: (request: Request, server: Bun.Server<Data>) => Response | undefined;
  readonly websocket: Bun.WebSocketHandler<Data>;
  readonly close: () => void;
}

/** Where it is found, as it is signed too. */
export const STREAM_PATH = "/trade-api/ws/v2";
