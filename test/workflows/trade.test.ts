import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileProgram, type Program } from "../e2e/program.ts";
import { ExchangeProcess } from "../e2e/served-exchange.ts";
import { leak } from "../venue/kalshi/key-material.ts";
import { cancel, createRunner, type RunningStep } from "./step-run.ts";
import { type Contexts, environmentOf, evaluated, filledIn, readWorkflow, stepOf, stepsOf } from "./workflow.ts";

const WORKFLOW = readWorkflow("trade.yml");
const MAIN = { ref: "refs/heads/main" };
const BY_CRON: Contexts = { github: { event_name: "schedule", ...MAIN } };
const BY_HAND: Contexts = {
  github: { event_name: "workflow_dispatch", ...MAIN },
  inputs: { profile: "best", size: "2" },
};
const BY_PUSH: Contexts = { github: { event_name: "push", ...MAIN } };
const SECRETS = {
  TAUROI_KEY_ID: "live-id",
  TAUROI_PRIVATE_KEY: "live-pem",
  TAUROI_READ_KEY_ID: "read-id",
  TAUROI_READ_PRIVATE_KEY: "read-pem",
};

function read(contexts: Contexts) {
  const { MODE = "" } = environmentOf(WORKFLOW.env, contexts);
  const step = { ...contexts, secrets: SECRETS, env: { MODE } };
  const { TAUROI_KEY_ID, TAUROI_PROFILE, TAUROI_ORDER_SIZE } = environmentOf(
    stepOf(WORKFLOW, "trade", "Trade").env,
    step,
  );
  return {
    mode: MODE,
    group: filledIn(WORKFLOW.concurrency!.group, contexts),
    jobs: Object.keys(WORKFLOW.jobs).filter((name) => evaluated(WORKFLOW.jobs[name]!.if!, contexts) === "true"),
    key: TAUROI_KEY_ID,
    profile: TAUROI_PROFILE,
    size: TAUROI_ORDER_SIZE,
  };
}

describe("who does what, as GitHub reads it", () => {
  const live = { vars: { TAUROI_MODE: "live", TAUROI_PROFILE: "documented" } };

  test("cron trades dry unless the repository's variable says live", () => {
    const dry = { mode: "dry-run", group: "trade-dry-run", jobs: ["trade"], key: "read-id", profile: "", size: "" };
    expect(read(BY_CRON)).toEqual(dry);
    expect(read({ ...BY_CRON, vars: { TAUROI_MODE: "dry-run" } })).toEqual(dry);
    expect(read({ ...BY_CRON, ...live })).toEqual({
      ...dry,
      mode: "live",
      group: "trade-live",
      key: "live-id",
      profile: "documented",
    });
  });

  test("a run by hand trades live, as it was told, and is of the same group as cron's live ones", () => {
    const told = { mode: "live", group: "trade-live", jobs: ["trade"], key: "live-id", profile: "best", size: "2" };
    expect(read(BY_HAND)).toEqual(told);
    expect(read({ ...BY_HAND, vars: { TAUROI_MODE: "dry-run", TAUROI_PROFILE: "documented" } })).toEqual(told);
    const elsewhere = { event_name: "workflow_dispatch", ref: "refs/heads/other" };
    expect(read({ ...BY_HAND, github: elsewhere })).toMatchObject({ jobs: [], group: "trade-elsewhere" });
  });

  test("a push verifies dry, in a group that nothing live is in, whatever the variable says", () => {
    const dry = { mode: "dry-run", group: "trade-verification", jobs: ["verification"] };
    expect(read(BY_PUSH)).toMatchObject(dry);
    expect(read({ ...BY_PUSH, ...live })).toMatchObject(dry);
    expect(JSON.stringify(WORKFLOW.jobs["verification"])).not.toContain("secrets");
  });

  test("the variable has no third meaning", async () => {
    const { run } = stepOf(WORKFLOW, "trade", "Mode");
    const runner = await createRunner();
    const answers: Record<string, number> = {};
    for (const mode of ["dry-run", "live", "Live", "dry", "live; true"]) {
      const contexts = { ...BY_CRON, vars: { TAUROI_MODE: mode } };
      answers[mode] = (await runner.run(run, environmentOf(WORKFLOW.env, contexts))).exitCode;
    }
    await runner.remove();
    expect(answers).toEqual({ "dry-run": 0, live: 0, Live: 2, dry: 2, "live; true": 2 });
  });

  test.each(["trade", "verification"])("what job %s builds is found by its later steps", async (job) => {
    const runner = await createRunner();
    await mkdir(join(runner.workspace, "bin"));
    await writeFile(join(runner.workspace, "bin", "build"), "#!/bin/sh\nmkdir dist\n", { mode: 0o755 });
    const { exitCode, path } = await runner.run(stepOf(WORKFLOW, job, "Build").run);
    expect({ exitCode, path }).toEqual({ exitCode: 0, path: `${join(runner.workspace, "dist")}\n` });
    await writeFile(join(runner.workspace, "bin", "build"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    expect((await runner.run(stepOf(WORKFLOW, job, "Build").run)).exitCode).toBe(1);
    await runner.remove();
  });

  test("every step that runs something is run here", () => {
    const running = stepsOf(WORKFLOW).flatMap(({ job, step }) =>
      step.run === undefined ? [] : [`${job}: ${step.name}`],
    );
    expect(running).toEqual([
      "verification: Build",
      "verification: Dry run",
      "trade: Mode",
      "trade: Build",
      "trade: What was measured, rehearsed and acknowledged",
      "trade: Let strangers' orders grow old",
      "trade: Trade",
      "trade: Nothing rests",
    ]);
  });

  test("runs are as long as the schedule that starts them allows", () => {
    const [{ cron }] = WORKFLOW.on["schedule"] as [{ cron: string }];
    expect(stepOf(WORKFLOW, "trade", "Trade").env?.["CRON"]).toBe(cron);
  });
});

/** An exchange that listens, a runner with the program, and the workflow's steps between them. */
async function openPlace(program: Program, finished: (act: () => Promise<void>) => void) {
  const exchange = await ExchangeProcess.start(program, "--seed", "4");
  const runner = await createRunner();
  finished(async () => {
    await exchange.stop();
    await runner.remove();
  });
  await runner.program("tauroi", program.path);
  const pem = await readFile(exchange.credentials["TAUROI_PRIVATE_KEY_FILE"]!, "utf8");

  /** The environment of a step, as GitHub fills it in. */
  function environment(name: string, contexts: Contexts): Record<string, string> {
    const vars = { ...contexts.vars, TAUROI_VENUE: exchange.url };
    const secrets = { TAUROI_KEY_ID: exchange.credentials["TAUROI_KEY_ID"]!, TAUROI_PRIVATE_KEY: pem };
    const whole = environmentOf(WORKFLOW.env, { ...contexts, vars });
    const { env } = stepOf(WORKFLOW, "trade", name);
    return { ...whole, ...environmentOf(env, { ...contexts, vars, secrets, env: whole }) };
  }

  const step = (name: string, contexts: Contexts, at = runner): Promise<RunningStep> =>
    at.start(stepOf(WORKFLOW, "trade", name).run, environment(name, contexts));
  return {
    exchange,
    runner,
    pem,
    step,
    end: async (name: string, contexts: Contexts, at = runner) => (await step(name, contexts, at)).ended,
    async quoting(running: RunningStep): Promise<void> {
      while ((await exchange.resting()).length < 4) {
        if (running.process.exitCode !== null) throw new Error((await running.ended).said);
        await Bun.sleep(50);
      }
    },
    /** Seconds until nothing rests at the exchange. */
    async untilNothingRests(): Promise<number> {
      const { at: from } = await exchange.restingAt();
      for (;;) {
        const { at, orders } = await exchange.restingAt();
        if (orders.length === 0) return (at - from) / 1_000;
        await Bun.sleep(20);
      }
    },
  };
}

// Each at an exchange of its own, all at once: they mostly wait.
describe.concurrent("what the steps do, with the program itself at an exchange that listens", () => {
  let program: Program;
  beforeAll(async () => {
    program = await compileProgram();
  });
  afterAll(async () => program.remove());

  test("a cancelled run pulls its orders within GitHub's patience, sums up, and leaves a state that goes on", async ({
    onTestFinished,
  }) => {
    const { exchange, runner, pem, step, end, quoting, untilNothingRests } = await openPlace(program, onTestFinished);
    await end("What was measured, rehearsed and acknowledged", BY_HAND);
    const first = await step("Trade", BY_HAND);
    await quoting(first);
    const cancelled = cancel(first);
    const seconds = await untilNothingRests();
    const signals = await cancelled;
    const { exitCode, summary, said } = await first.ended;
    process.stderr.write(`cancelled: ${seconds.toFixed(2)} s until nothing rested; ${signals.join(", ")}\n`);
    expect(seconds).toBeLessThan(7.5);
    expect([130, 143]).toContain(exitCode);
    expect(signals).not.toContain("SIGKILL");
    expect(summary).toContain("LIVE KXTOPMONTHLY-");
    expect(summary).toMatch(/Ended: .*SIGINT|Ended: .*SIGTERM/);

    const backstop = await end("Nothing rests", BY_HAND);
    expect(backstop).toMatchObject({ exitCode: 0, summary: expect.stringContaining("CONFIRMED") });

    // The cache brings the state to another machine.
    const next = await createRunner();
    await next.program("tauroi", program.path);
    await cp(join(runner.workspace, "state"), join(next.workspace, "state"), {
      recursive: true,
      filter: async (path) => !(await stat(path)).isSocket(),
    });
    const second = await end("Trade", { ...BY_HAND, inputs: { ...BY_HAND.inputs, duration: "10s" } }, next);
    expect(second).toMatchObject({ exitCode: 0, summary: expect.stringContaining("Ended: duration") });
    expect(await exchange.resting()).toEqual([]);

    const kept = await contents(join(next.workspace, "state"));
    expect(kept.length).toBeGreaterThan(1_000);
    for (const text of [said, summary, backstop.said, second.said, second.summary, kept]) {
      expect(leak(pem, text)).toBeUndefined();
    }
    await next.remove();
  });

  test("what a run that was killed outright has left is taken off by the next step", async ({ onTestFinished }) => {
    const { exchange, runner, step, end, quoting, untilNothingRests } = await openPlace(program, onTestFinished);
    await end("What was measured, rehearsed and acknowledged", BY_HAND);
    const lost = await step("Trade", BY_HAND);
    await quoting(lost);
    lost.process.kill("SIGKILL");
    await lost.ended;
    expect((await exchange.resting()).length).toBeGreaterThan(0);
    const backstop = end("Nothing rests", BY_HAND);
    const seconds = await untilNothingRests();
    expect(await backstop).toMatchObject({ exitCode: 0, summary: expect.stringContaining("CONFIRMED") });
    process.stderr.write(`killed: ${seconds.toFixed(2)} s until the next step had taken all off\n`);
    expect(await readdir(join(runner.workspace, "state"))).not.toContain("killed.json");
  });

  test("where the cache is lost, a start waits until what it finds can't be taken for another engine's", async ({
    onTestFinished,
  }) => {
    const { runner, end } = await openPlace(program, onTestFinished);
    await runner.standIn("sleep", '#!/bin/sh\necho "slept $1"\n');
    await mkdir(join(runner.workspace, "state"));
    expect((await end("Let strangers' orders grow old", BY_HAND)).said).toBe("slept 65\n");
    await writeFile(join(runner.workspace, "state", "journal.sqlite"), "");
    expect((await end("Let strangers' orders grow old", BY_HAND)).said).toBe("");
  });

  test("a dry run sends nothing", async ({ onTestFinished }) => {
    const { exchange, end } = await openPlace(program, onTestFinished);
    await end("What was measured, rehearsed and acknowledged", BY_CRON);
    const dry = await end("Trade", { ...BY_CRON, inputs: { duration: "5s" } });
    expect(dry).toMatchObject({ exitCode: 0, summary: expect.stringContaining("DRY-RUN KXTOPMONTHLY-") });
    expect(Object.keys(await exchange.requests())).toEqual(["GET"]);
  });

  test("a push's dry run trades without a key, and ends when it is cancelled", async ({ onTestFinished }) => {
    const { exchange, runner } = await openPlace(program, onTestFinished);
    const { run } = stepOf(WORKFLOW, "verification", "Dry run");
    const running = await runner.start(
      run,
      environmentOf(WORKFLOW.env, { ...BY_PUSH, vars: { TAUROI_VENUE: exchange.url } }),
    );
    while ((await runner.run("tauroi status")).exitCode !== 0) await Bun.sleep(100);
    expect(await cancel(running)).toEqual(["SIGINT"]);
    expect(await running.ended).toMatchObject({
      exitCode: 130,
      summary: expect.stringContaining("DRY-RUN KXTOPMONTHLY-"),
    });
    expect(Object.keys(await exchange.requests())).toEqual(["GET"]);
  });

  test("a cancelled run that the exchange doesn't answer in time ends by the second signal, and sums up all the same", async ({
    onTestFinished,
  }) => {
    const { exchange, step, end, quoting } = await openPlace(program, onTestFinished);
    await end("What was measured, rehearsed and acknowledged", BY_HAND);
    const running = await step("Trade", BY_HAND);
    await quoting(running);
    await exchange.faults("answer-latency=30000..30001");
    expect(await cancel(running)).toEqual(["SIGINT", "SIGTERM"]);
    expect(await running.ended).toMatchObject({
      exitCode: 143,
      summary: expect.stringContaining("Ended: a second signal, SIGTERM"),
    });
    await exchange.faults();
    expect(await end("Nothing rests", BY_HAND)).toMatchObject({
      exitCode: 0,
      summary: expect.stringContaining("CONFIRMED"),
    });
    expect(await exchange.resting()).toEqual([]);
  });

  test("a run that is cancelled while it starts says so", async ({ onTestFinished }) => {
    const { exchange, step, end } = await openPlace(program, onTestFinished);
    await exchange.faults("latency=2000..3000");
    await end("What was measured, rehearsed and acknowledged", BY_HAND);
    const running = await step("Trade", BY_HAND);
    while ((await exchange.underWay()).length === 0) await Bun.sleep(20);
    running.process.kill("SIGINT");
    expect(await running.ended).toMatchObject({
      exitCode: 130,
      summary: expect.stringContaining("SIGINT came while it started"),
    });
    expect(await exchange.resting()).toEqual([]);
  });

  test("what can't be traded is said in the summary too", async ({ onTestFinished }) => {
    const { end } = await openPlace(program, onTestFinished);
    const refused = await end("Trade", { ...BY_CRON, vars: { TAUROI_MODE: "live" } }); // no profile is named
    expect(refused).toMatchObject({ exitCode: 2, summary: expect.stringContaining("name the strategy with") });
    const tooLong = await end("Trade", { ...BY_HAND, inputs: { ...BY_HAND.inputs, duration: "6h" } });
    expect(tooLong).toMatchObject({ exitCode: 2, said: expect.stringContaining("longer than the 5h30m") });
  });

  test("what was measured, rehearsed and acknowledged is the repository's, in a folder of ours alone", async ({
    onTestFinished,
  }) => {
    const { runner, end } = await openPlace(program, onTestFinished);
    const readiness = join(runner.workspace, ".github", "readiness");
    await mkdir(readiness, { recursive: true });
    await writeFile(join(readiness, "drill.json"), "the repository's");
    await mkdir(join(runner.workspace, "state"), { mode: 0o755 });
    await writeFile(join(runner.workspace, "state", "drill.json"), "the cache's");
    expect((await end("What was measured, rehearsed and acknowledged", BY_HAND)).exitCode).toBe(0);
    expect(await readFile(join(runner.workspace, "state", "drill.json"), "utf8")).toBe("the repository's");
    expect((await stat(join(runner.workspace, "state"))).mode & 0o777).toBe(0o700);
    await rm(join(readiness, "drill.json"));
    await end("What was measured, rehearsed and acknowledged", BY_HAND);
    expect(await readdir(join(runner.workspace, "state"))).not.toContain("drill.json"); // nor does the cache's count
  });
});

async function contents(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const texts = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      return (await stat(path)).isFile() ? (await readFile(path)).toString("latin1") : "";
    }),
  );
  return texts.join("\n");
}
