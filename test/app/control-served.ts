/** An engine's control socket in a process of its own, at the path it is given, until it is killed. */
import { systemTimers } from "../../src/ambient/timers.ts";
import { createControlServer } from "../../src/app/control-server.ts";
import { sampleView } from "./control-sample.ts";

await createControlServer({
  path: process.argv[2] ?? "",
  program: "tauroi test",
  snapshot: () => sampleView(),
  onCommand: ({ action }) => ({ ok: true, text: action }),
  timers: systemTimers,
});
process.stdout.write("listening\n");
