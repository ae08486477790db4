import { z } from "zod";

/** What holds where nothing is said of how a run is watched. */
export const OBSERVATION_DEFAULTS = {
  log_level: "info",
  metrics_host: "127.0.0.1",
  alert_sessions: false,
  alert_breaker_pct: 70,
} as const;

/** The services whose webhooks are spoken; `json` is for receivers of one's own. */
export const ALERT_FORMATS = ["slack", "discord", "ntfy", "json"] as const;
export type AlertFormat = (typeof ALERT_FORMATS)[number];

/** Logs, metrics and alerts. */
export const observationShape = {
  log_level: z
    .enum(["debug", "info", "warning", "error"])
    .meta({ description: "The least that the log has", default: OBSERVATION_DEFAULTS.log_level }),
  metrics_port: z.int().min(0).max(65_535).meta({
    description: "Serve metrics for Prometheus on this port; 0: any free one, which the log names; absent: none",
  }),
  metrics_host: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, { error: "expected an address of this machine, such as 127.0.0.1" })
    .meta({
      description: "The address that metrics are served on; every other than 127.0.0.1 lets others read them",
      default: OBSERVATION_DEFAULTS.metrics_host,
    }),
  alert_url: z
    .string()
    .refine(isWebhook, { error: "expected the webhook's https address (http is for this machine alone)" })
    .meta({ description: "Send alerts to this webhook; a secret, never shown, best given as TAUROI_ALERT_URL" }),
  alert_format: z.enum(ALERT_FORMATS).meta({
    description: "What the webhook understands; absent: as its address tells, for Slack, Discord and ntfy.sh",
  }),
  alert_sessions: z.boolean().meta({
    description: "Also tell of each start and end of a session",
    default: OBSERVATION_DEFAULTS.alert_sessions,
  }),
  alert_breaker_pct: z.number().gt(0).lt(100).meta({
    description: "Alert when so much of the loss at which the breaker halts is lost",
    default: OBSERVATION_DEFAULTS.alert_breaker_pct,
  }),
} as const;

function isWebhook(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.hostname === "") return false;
  return (
    url.protocol === "https:" ||
    (url.protocol === "http:" && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(url.hostname))
  );
}

/** How a run is watched, resolved. */
export interface Observation {
  readonly logLevel: "debug" | "info" | "warning" | "error";
  /** Undefined: no metrics are served. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  /** Undefined: no alerts are sent. */
  readonly alerts: AlertSettings | undefined;
}

export interface AlertSettings {
  /** A secret: whoever has it can write there. */
  readonly url: string;
  readonly format: AlertFormat;
  /** Starts and ends of sessions are told as well. */
  readonly sessions: boolean;
  /** Of the day's loss limit, 0..1: from here on the breaker is near. */
  readonly breakerShare: number;
}

export type ObservationValues = {
  readonly [Name in keyof typeof observationShape]?: z.infer<(typeof observationShape)[Name]>;
};

/** How these settings have a run watched; adds to `problems` what they leave open. */
export function observationOf(values: ObservationValues, problems: string[]): Observation {
  const { log_level = OBSERVATION_DEFAULTS.log_level, metrics_host = OBSERVATION_DEFAULTS.metrics_host } = values;
  const { metrics_port: port, alert_url: url } = values;
  const format = values.alert_format ?? (url === undefined ? undefined : formatOf(url));
  if (url !== undefined && format === undefined) {
    problems.push(
      `alert_url: its address doesn't tell which service it is; give alert_format: ${ALERT_FORMATS.join(", ")}`,
    );
  }
  return {
    logLevel: log_level,
    metrics: port === undefined ? undefined : { host: metrics_host, port },
    alerts:
      url === undefined || format === undefined
        ? undefined
        : {
            url,
            format,
            sessions: values.alert_sessions ?? OBSERVATION_DEFAULTS.alert_sessions,
            breakerShare: (values.alert_breaker_pct ?? OBSERVATION_DEFAULTS.alert_breaker_pct) / 100,
          },
  };
}

/** The service that an address belongs to; undefined where it doesn't tell. */
export function formatOf(url: string): AlertFormat | undefined {
  const { hostname, pathname } = new URL(url);
  if (/^hooks\.slack(-gov)?\.com$/.test(hostname)) return "slack";
  if (/^(\w+\.)?discord(app)?\.com$/.test(hostname) && pathname.startsWith("/api/")) return "discord";
  return hostname === "ntfy.sh" ? "ntfy" : undefined;
}
