import { sendCommand } from "../app/control-client.ts";
import type { SetCommand } from "../app/viewer.ts";
import type { Invocation } from "./command.ts";
import { chooseEngine } from "./engine-choice.ts";
import type { EngineOptions } from "./engine-commands.ts";
import { CommandFailure, EXIT } from "./exit-code.ts";
import { terminalAsk } from "./terminal-ask.ts";

interface SetOptions extends EngineOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `tauroi set NAME=VALUE [TICKER]`: asks a running engine and prints what it says. A refusal, also by whoever is asked, exits 2. */
export async function action({ operands, options, print }: Invocation<SetOptions>): Promise<number> {
  const [assignment = "", ticker] = operands;
  const [, name, value] = /^([^=\s]+)\s*=\s*(\S.*)$/.exec(assignment.trim()) ?? [];
  if (name === undefined || value === undefined) {
    throw new CommandFailure(`set: "${assignment}" is not NAME=VALUE, such as order_size=2`, EXIT.usage);
  }
  const command: SetCommand = {
    action: "set",
    name,
    value,
    ...(ticker !== undefined && { ticker: ticker.toUpperCase() }),
    ...(options.yes === true && { confirmed: true }),
  };
  const engine = await chooseEngine(options, "cli");
  let reply = await sendCommand(engine, command);
  if (reply.unconfirmed === true) {
    const ask = options.json === true ? undefined : terminalAsk();
    if (ask === undefined) reply = { ok: false, text: `${reply.text}: not done; add --yes` };
    else if ((await ask(`${reply.text}. Type yes to do it: `)).trim() !== "yes")
      reply = { ok: false, text: "not done" };
    else reply = await sendCommand(engine, { ...command, confirmed: true });
  }
  const { ok, text } = reply;
  print(options.json === true ? JSON.stringify({ ok, text }) : text);
  return ok ? EXIT.fine : EXIT.usage;
}
