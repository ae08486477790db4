import { z } from "zod";
import { type Configuration, loadConfiguration } from "../app/config.ts";
import { suggestion } from "../app/config-names.ts";
import { configurationSchema } from "../app/config-schema.ts";
import type { Invocation } from "./command.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { textTable } from "./text-table.ts";

interface ConfigOptions {
  readonly config?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** `tauroi config [show|schema]`. */
export async function action({ operands, options, print }: Invocation<ConfigOptions>): Promise<number> {
  const [what = "show"] = operands;
  if (what === "schema") {
    print(JSON.stringify(z.toJSONSchema(configurationSchema), null, 2));
    return EXIT.fine;
  }
  if (what !== "show") {
    throw new CommandFailure(
      `config ${what}: there is no such thing${suggestion(what, ["show", "schema"])}`,
      EXIT.usage,
    );
  }
  const { json, ...flags } = options; // --json is about the printing here
  const { settings } = loadConfiguration({ flags, environment: process.env });
  print(json === true ? JSON.stringify(document(settings)) : configurationText(settings));
  return EXIT.fine;
}

/** Settings for people. */
export function configurationText(settings: Configuration["settings"]): string {
  const rows = settings.map(({ name, value, origin }) => [
    name,
    value === undefined ? "-" : JSON.stringify(value),
    origin,
  ]);
  return textTable(["setting", "value", "from"], rows);
}

function document(settings: Configuration["settings"]) {
  return Object.fromEntries(settings.map(({ name, value, origin }) => [name, { value: value ?? null, origin }]));
}
