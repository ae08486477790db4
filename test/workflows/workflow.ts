import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { parse } from "yaml";

const FOLDER = join(import.meta.dirname, "..", "..", ".github", "workflows");

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string | boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}

/** A workflow as its file has it. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The names of all workflows' files. */
export function workflowNames(): readonly string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith(".yml") || name.endsWith(".yaml"));
}

export function workflowText(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}

export function readWorkflow(name: string): Workflow {
  return parse(workflowText(name)) as Workflow;
}

/** Every step of a workflow with the job it is of. */
export function stepsOf(workflow: Workflow): readonly { readonly job: string; readonly step: Step }[] {
  return Object.entries(workflow.jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ job, step })));
}

/** The step of that name. */
export function stepOf(workflow: Workflow, job: string, name: string): Step & { readonly run: string } {
  const found = workflow.jobs[job]?.steps.find((step) => step.name === name);
  if (found?.run === undefined) throw new Error(`job ${job} has no step "${name}" that runs something`);
  return found as Step & { readonly run: string };
}

/** What GitHub knows when it reads an expression. */
export interface Contexts {
  readonly github?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A text with its `${{ }}` filled in, by GitHub's own evaluator; what a context doesn't have is empty, as there. */
export function filledIn(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => evaluated(expression, contexts));
}

/** An expression's value as text. */
export function evaluated(expression: string, contexts: Contexts): string {
  const names = ["github", "vars", "secrets", "inputs", "env"] as const;
  const known = new data.Dictionary(
    ...names.map((name) => ({
      key: name,
      value: new data.Dictionary(
        ...Object.entries(contexts[name] ?? {}).map(([key, value]) => ({ key, value: new data.StringData(value) })),
      ),
    })),
  );
  const parsed = new Parser(new Lexer(expression.trim()).lex().tokens, [...names], []).parse();
  return new Evaluator(parsed, known).evaluate().coerceString();
}

/** All variables of a mapping, filled in. */
export function environmentOf(
  env: Readonly<Record<string, string>> | undefined,
  contexts: Contexts,
): Record<string, string> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, text]) => [name, filledIn(text, contexts)]));
}
