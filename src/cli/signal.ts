import { sendSignal } from "../app/control-client.ts";
import type { Invocation } from "./command.ts";
import { chooseEngine } from "./engine-choice.ts";
import type { EngineOptions } from "./engine-commands.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";

interface SignalOptions extends EngineOptions {
  readonly json?: boolean;
}

/** `tauroi signal EVENT`: hands an event of a script to a running engine and prints what it says. A refusal exits 2. */
export async function action({ operands, options, print }: Invocation<SignalOptions>): Promise<number> {
  const event = parsed(operands[0] ?? "");
  const { ok, text } = await sendSignal(await chooseEngine(options, "cli"), event);
  print(options.json === true ? JSON.stringify({ ok, text }) : text);
  return ok ? EXIT.fine : EXIT.usage;
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // told below, like everything else that is no object
  }
  throw new CommandFailure(
    `signal ${text}: expected a JSON object, such as {"source": "me", "ticker": "BRU", ...}`,
    EXIT.usage,
  );
}
