const VARIABLES = ["NO_PROXY", "no_proxy"] as const;
const THIS_MACHINE = ["localhost", "127.0.0.1", "::1", "[::1]"];

/**
 * Has the runtime send requests to a host directly, whatever proxy the environment names (`HTTP_PROXY`, `ALL_PROXY`): signed orders for this machine
 * must not leave it. The runtime knows no other way to say so than the environment itself.
 */
export function sendDirectly(hostname: string, environment: Record<string, string | undefined> = process.env): void {
  for (const variable of VARIABLES) {
    const named = (environment[variable] ?? "").split(",").filter((host) => host !== "");
    environment[variable] = [...new Set([...named, ...THIS_MACHINE, hostname])].join(",");
  }
}
