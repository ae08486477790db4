import { writeFileSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";

/** Where to put the line instead of printing it: bin/test prints it when nothing else can follow. */
const SUMMARY_FILE = process.env["TEST_SUMMARY_FILE"];

/**
 * Ends a test run with `N passed, N failed` (and `, N skipped` if there are any), and names what was skipped. Everything that
 * went wrong counts as failed: a test, a file that doesn't load, a hook, an error outside of any test, a run without tests.
 */
export default class SummaryReporter implements Reporter {
  #namePattern: RegExp | undefined;

  onInit(vitest: Vitest): void {
    this.#namePattern = vitest.config.testNamePattern;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: errors.length };
    const skipped: string[] = [];
    for (const module of modules) {
      const before = counts.failed;
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") counts.passed += 1;
        else if (result.state !== "skipped")
          counts.failed += 1; // pending: it never ended
        else if (this.#isWanted(test)) skipped.push(nameOf(test, result.note));
      }
      if (!module.ok() && counts.failed === before) counts.failed += 1;
    }
    if (counts.passed + counts.failed + skipped.length === 0) counts.failed = 1; // nothing was tested

    for (const name of skipped) process.stdout.write(`skipped: ${name}\n`);
    const line = `${counts.passed} passed, ${counts.failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}\n`;
    if (SUMMARY_FILE === undefined) process.stdout.write(line);
    else writeFileSync(SUMMARY_FILE, line);
    if (counts.failed > 0) process.exitCode = 1;
  }

  /** A test that was left out by `-t` was not skipped: nobody asked for it. */
  #isWanted(test: TestCase): boolean {
    return this.#namePattern === undefined || this.#namePattern.test(namesOf(test).join(" "));
  }
}

function nameOf(test: TestCase, note: string | undefined): string {
  const name = [test.module.relativeModuleId, ...namesOf(test)].join(" > ");
  return note === undefined ? name : `${name} (${note})`;
}

function namesOf(test: TestCase): string[] {
  const names: string[] = [];
  for (let part: TestCase | TestSuite | TestModule = test; part.type !== "module"; part = part.parent) {
    names.unshift(part.name);
  }
  return names;
}
