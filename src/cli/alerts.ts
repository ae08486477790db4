import type { AlertView } from "../app/alerts/alert-view.ts";
import { suggestion } from "../app/config-names.ts";
import { fetchView, sendAcknowledgement } from "../app/control-client.ts";
import type { Invocation } from "./command.ts";
import { chooseEngine } from "./engine-choice.ts";
import type { EngineOptions } from "./engine-commands.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { textTable } from "./text-table.ts";

interface AlertsOptions extends EngineOptions {
  readonly json?: boolean;
}

/** `tauroi alerts [ack [ID]]`: lists what is open, or says that it has been seen. An ID that isn't open exits 2. */
export async function action({ operands, options, print }: Invocation<AlertsOptions>): Promise<number> {
  const [what, id] = operands;
  if (what !== undefined && what !== "ack") {
    throw new CommandFailure(`alerts ${what}: there is no such thing${suggestion(what, ["ack"])}`, EXIT.usage);
  }
  const engine = await chooseEngine(options, "cli");
  if (what === "ack") {
    const { ok, text } = await sendAcknowledgement(engine, id);
    print(options.json === true ? JSON.stringify({ ok, text }) : text);
    return ok ? EXIT.fine : EXIT.usage;
  }
  const { alerts = [] } = await fetchView(engine);
  print(options.json === true ? JSON.stringify({ alerts }) : alertsText(alerts));
  return EXIT.fine;
}

/** Open alerts for people, without control characters. */
export function alertsText(alerts: readonly AlertView[]): string {
  if (alerts.length === 0) return "no alert is open";
  const rows = alerts.map(({ id, severity, since, told, acknowledged, text }) => [
    id,
    severity,
    new Date(since).toISOString(),
    String(told),
    acknowledged ? "yes" : "no",
    text,
  ]);
  return textTable(["alert", "severity", "since", "told", "seen", "what"], rows).replace(/[^\P{Cc}\n]/gu, "?");
}
