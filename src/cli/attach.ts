import { connectViewer } from "../app/control-client.ts";
import type { Invocation } from "./command.ts";
import { chooseEngine } from "./engine-choice.ts";
import type { EngineOptions } from "./engine-commands.ts";

interface AttachOptions extends EngineOptions {
  readonly readonly?: boolean;
}

/** `tauroi attach`: the interface on a running engine. */
export async function action({ options, interface: screen }: Invocation<AttachOptions>): Promise<number> {
  const engine = await chooseEngine(options, "viewer");
  const readonly = options.readonly === true;
  return screen.open(connectViewer({ ...engine, readonly }), { readonly });
}
