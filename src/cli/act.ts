import { sendCommand } from "../app/control-client.ts";
import type { ViewerCommand } from "../app/viewer.ts";
import type { Invocation } from "./command.ts";
import { chooseEngine } from "./engine-choice.ts";
import type { EngineOptions } from "./engine-commands.ts";
import { EXIT } from "./exit-code.ts";

interface ActOptions extends EngineOptions {
  readonly json?: boolean;
}

/** `tauroi pull`, `resume`, `reduce`, `adopt`: asks a running engine and prints what it says. A refusal exits 2. */
export function asking(what: "pull" | "resume" | "reduce" | "adopt") {
  return async ({ operands, options, print }: Invocation<ActOptions>): Promise<number> => {
    const [ticker] = operands;
    const command: ViewerCommand = { action: what, ...(ticker !== undefined && { ticker: ticker.toUpperCase() }) };
    const { ok, text } = await sendCommand(await chooseEngine(options, "cli"), command);
    print(options.json === true ? JSON.stringify({ ok, text }) : text);
    return ok ? EXIT.fine : EXIT.usage;
  };
}
