import { afterEach, beforeEach, expect, test } from "vitest";
import { sendDirectly } from "../../../../src/venue/kalshi/rest/no-proxy.ts";
import { STATUS } from "./rest-session.ts";
import { StandIn } from "./stand-in.ts";

let proxy: StandIn;
let exchange: StandIn;
beforeEach(async () => {
  [proxy, exchange] = await Promise.all([StandIn.start(), StandIn.start()]);
});
afterEach(() => Promise.all([proxy.stop(), exchange.stop()]));

/** Reads the exchange's status in a process of its own, since a runtime takes its proxies from its environment. */
async function readStatus(environment: Record<string, string>): Promise<string> {
  const source = `
    import { RestClient } from "./src/venue/kalshi/rest/client.ts";
    import { exchangeStatus } from "./src/venue/kalshi/rest/exchange.ts";
    import { systemClock } from "./src/ambient/clock.ts";
    import { systemTimers } from "./src/ambient/timers.ts";
    const options = { baseUrl: ${JSON.stringify(exchange.baseUrl)}, clock: systemClock, timers: systemTimers, uniform: () => 0 };
    const status = await new RestClient(options).read(exchangeStatus(), { attempts: 1 });
    console.log(status.tradingActive);`;
  const child = Bun.spawn([process.execPath, "-e", source], {
    env: { PATH: process.env["PATH"], ...environment },
    stdout: "pipe",
  });
  return (await new Response(child.stdout).text()).trim();
}

test.each(["http_proxy", "HTTP_PROXY", "ALL_PROXY"])(
  "a proxy named by %s never sees what is for this machine",
  async (variable) => {
    exchange.replies({ status: 200, body: STATUS });
    proxy.replies({ status: 200, body: STATUS });
    const address = new URL(proxy.baseUrl).origin;
    expect(await readStatus({ [variable]: address, no_proxy: "example.com" })).toBe("true");
    expect([proxy.seen.length, exchange.seen.length]).toEqual([0, 1]);
  },
);

test("what the environment exempts already stays exempted", () => {
  const environment: Record<string, string> = { NO_PROXY: "example.com,127.0.0.1" };
  sendDirectly("127.0.0.9", environment);
  sendDirectly("127.0.0.9", environment);
  expect(environment["NO_PROXY"]).toBe("example.com,127.0.0.1,localhost,::1,[::1],127.0.0.9");
  expect(environment["no_proxy"]).toBe("localhost,127.0.0.1,::1,[::1],127.0.0.9");
});
