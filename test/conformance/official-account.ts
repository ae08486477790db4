import axios from "axios";
import {
  AccountApi,
  ApiKeysApi,
  Configuration,
  EventsApi,
  ExchangeApi,
  HistoricalApi,
  IncentiveProgramsApi,
  MarketApi,
  OrderGroupsApi,
  OrdersApi,
  PortfolioApi,
} from "kalshi-typescript";

/** An account as a user of the official client has it. */
export interface OfficialAccount {
  readonly account: AccountApi;
  readonly apiKeys: ApiKeysApi;
  readonly events: EventsApi;
  readonly exchange: ExchangeApi;
  readonly historical: HistoricalApi;
  readonly incentives: IncentiveProgramsApi;
  readonly market: MarketApi;
  readonly groups: OrderGroupsApi;
  readonly orders: OrdersApi;
  readonly portfolio: PortfolioApi;
}

/**
 * The official client for one key. Each API object gets an axios of its own: on the shared one every object adds its own signature, and
 * the first account's would stand on all requests.
 */
export function officialAccount(basePath: string, apiKey: string, privateKeyPem: string): OfficialAccount {
  const configuration = new Configuration({ apiKey, privateKeyPem, basePath });
  const given = () => [configuration, basePath, axios.create()] as const;
  return {
    account: new AccountApi(...given()),
    apiKeys: new ApiKeysApi(...given()),
    events: new EventsApi(...given()),
    exchange: new ExchangeApi(...given()),
    historical: new HistoricalApi(...given()),
    incentives: new IncentiveProgramsApi(...given()),
    market: new MarketApi(...given()),
    groups: new OrderGroupsApi(...given()),
    orders: new OrdersApi(...given()),
    portfolio: new PortfolioApi(...given()),
  };
}
