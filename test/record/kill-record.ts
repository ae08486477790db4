/** `bun run kill-record [KILLS] [SEED]`: a recorder killed with SIGKILL at so many random moments (50), and what its recording is worth then. */
import { killedRecording } from "./killed-recording.ts";

const [kills = "50", seed = "1"] = process.argv.slice(2);
const report = await killedRecording(Number(kills), Number(seed));
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exit(report.problems.length === 0 ? 0 : 1);
