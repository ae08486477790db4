import type { Time } from "../../../market/units.ts";
import type { SpotifyService } from "../spotify/service.ts";
import { Admin } from "./admin.ts";
import type { Behaviour } from "./behaviour.ts";
import { type HttpServer, listen } from "./http-server.ts";
import { Maintenance } from "./maintenance.ts";
import { MarketView } from "./market-view.ts";
import { PublicRecord } from "./public-record.ts";
import { ReadModel } from "./read-model.ts";
import { RequestLine } from "./request-line.ts";
import type { Route } from "./route.ts";
import { accountRoutes } from "./routes-account.ts";
import { exchangeRoutes } from "./routes-exchange.ts";
import { groupRoutes } from "./routes-groups.ts";
import { marketRoutes } from "./routes-markets.ts";
import { orderReadingRoutes } from "./routes-order-readings.ts";
import { orderRoutes } from "./routes-orders.ts";
import { portfolioRoutes } from "./routes-portfolio.ts";
import { referenceRoutes } from "./routes-reference.ts";
import type { ServedExchange } from "./served-exchange.ts";
import type { StreamSide } from "./stream-side.ts";

export interface ExchangeServerOptions<Data> {
  readonly served: ServedExchange;
  readonly streams?: StreamSide<Data>;
  readonly spotify?: SpotifyService;
  /** When the markets listed so far were opened. */
  readonly openedAt: Time;
  /** 0 for any that is free. */
  readonly port: number;
}

/**
 * Serves an exchange whose accounts are open: REST, the operator's side and, where they are given, the streams. Starts
 * its time. Throws when the port is taken.
 */
export function serveExchange<Data>(options: ExchangeServerOptions<Data>): HttpServer {
  const { served, openedAt } = options;
  const { api, admin } = exchangeSides(served, openedAt);
  const server = listen({
    served,
    api,
    admin: (request) => admin.serve(request),
    port: options.port,
    ...(options.streams && { streams: options.streams }),
    ...(options.spotify && { spotify: options.spotify }),
  });
  served.start();
  return server;
}

/** What answers requests: those of accounts, and the operator's. */
export interface ExchangeSides {
  readonly api: RequestLine;
  readonly admin: Admin;
}

/** The two sides of an exchange whose accounts are open, without a server around them. Its time is still to be started. */
export function exchangeSides(served: ServedExchange, openedAt: Time): ExchangeSides {
  const maintenance = new Maintenance(served);
  const api = new RequestLine(served, routesOf(served, openedAt, maintenance));
  return { api, admin: new Admin({ served, maintenance }) };
}

/** Every endpoint. It begins to keep records: nothing may have been traded yet. */
function routesOf(served: ServedExchange, openedAt: Time, maintenance: Maintenance): readonly Route[] {
  const { behaviour } = served;
  const view = new MarketView(served, new PublicRecord(served.exchange, openedAt));
  const reading = new ReadModel(served);
  const cutoffs = {
    orders: () => before(served, behaviour.ordersLiveMs),
    trades: () => before(served, behaviour.tradesLiveMs),
  };
  const routes: Route[] = [
    ...exchangeRoutes(served, reading, maintenance),
    ...referenceRoutes(served, view),
    ...marketRoutes(served, view, cutoffs.trades),
    ...orderRoutes(served),
    ...orderReadingRoutes(served, reading, cutoffs.orders),
    ...groupRoutes(served),
    ...portfolioRoutes(served, view, reading, cutoffs),
    ...accountRoutes(served, () => routes),
  ];
  return routes;
}

function before(served: ServedExchange, lengthMs: Behaviour["ordersLiveMs"]): Time {
  return (served.time.now() - lengthMs) as Time;
}
