import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readWorkflow, stepsOf, workflowNames, workflowText } from "./workflow.ts";

const shellcheck = Bun.which("shellcheck");
if (shellcheck === null) process.stderr.write("shellcheck is not installed: what workflows run is not linted\n");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tauroi-workflows-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

describe.each(workflowNames())("%s", (name) => {
  const workflow = readWorkflow(name);
  const steps = stepsOf(workflow);
  const runs = steps.flatMap(({ step }) => (step.run === undefined ? [] : [step.run]));

  test("is what GitHub's own parser takes without an error", async () => {
    const { context, value } = parseWorkflow({ name, content: workflowText(name) }, new NoOperationTraceWriter());
    expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
    const template = await convertWorkflowTemplate(context, value!);
    expect(template.errors ?? []).toEqual([]);
    expect(template.jobs.length).toBe(Object.keys(workflow.jobs).length);
  });

  test("asks for no permission that it doesn't name, and ends by itself", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    for (const job of Object.values(workflow.jobs)) {
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(355); // a job of GitHub's may take 6 hours
      const writes = Object.entries(job.permissions ?? {}).filter(([, value]) => value === "write");
      expect(["contents", "id-token", "attestations"]).toEqual(expect.arrayContaining(writes.map(([scope]) => scope)));
    }
  });

  test("takes actions of GitHub's own alone, each by its commit", () => {
    for (const { step } of steps) {
      if (step.uses !== undefined) expect(step.uses).toMatch(/^actions\/[a-z-]+(\/[a-z]+)?@[0-9a-f]{40}$/);
    }
  });

  test("keeps no credentials in the checkout", () => {
    for (const { step } of steps) {
      if (step.uses?.startsWith("actions/checkout@")) expect(step.with?.["persist-credentials"]).toBe(false);
    }
  });

  test("lets no command print a secret, or run what somebody else has named", () => {
    for (const run of runs) {
      expect(run).not.toContain("${{"); // values come by the environment, never as part of a script
      expect(run).not.toMatch(/\bset\s+-\w*x|\bxtrace\b|\bprintenv\b|\benv\s*($|[|>])/m);
      expect(run).not.toMatch(/\$\{?(TAUROI_PRIVATE_KEY|TAUROI_KEY_ID|GH_TOKEN)/);
    }
    for (const { step } of steps) {
      const text = JSON.stringify({ ...step, env: undefined });
      expect(text).not.toContain("secrets.");
    }
  });

  test.skipIf(shellcheck === null || runs.length === 0)(
    "runs only what shellcheck finds nothing wrong with",
    async () => {
      const files = await Promise.all(
        runs.map(async (run, index) => {
          const path = join(folder, `${name}-${index}.bash`);
          await writeFile(path, `#!/bin/bash -e\n${run}`);
          return path;
        }),
      );
      const check = Bun.spawnSync([shellcheck!, "--severity=style", ...files]);
      expect(check.stdout.toString()).toBe("");
    },
  );
});

describe("scripts beside the workflows", () => {
  const root = join(import.meta.dirname, "..", "..");
  test.skipIf(shellcheck === null).each(["bin/build", "bin/install.sh", "docs/deploy/upgrade.sh"])("%s", (path) => {
    const check = Bun.spawnSync([shellcheck!, "--severity=warning", "--exclude=SC1091,SC2154", join(root, path)]);
    expect({ said: check.stdout.toString() + check.stderr.toString(), exitCode: check.exitCode }).toEqual({
      said: "",
      exitCode: 0,
    });
  });
});

test("a workflow that GitHub wouldn't take is told from one that it does", () => {
  const problems = (content: string) =>
    parseWorkflow({ name: "planted.yml", content }, new NoOperationTraceWriter()).context.errors.getErrors().length;
  const planted = workflowText("trade.yml");
  expect(problems(planted)).toBe(0);
  expect(problems(planted.replace("runs-on:", "runs_on:"))).toBeGreaterThan(0);
  expect(problems(planted.replace("vars.TAUROI_VENUE", "steps.TAUROI_VENUE"))).toBeGreaterThan(0);
});
