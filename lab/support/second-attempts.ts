import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Problem } from '../../protocol/contract/problem.ts';

/**
 * Writes down which tests passed only when they were tried again, so that the end of the run can say so. A machine that
 * stands still for a second fails a test of adverts of 10 ms; a fault that comes and goes looks the same, and must not
 * go unseen.
 */
export class SecondAttempts implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const again = tests.filter((test) => test.diagnostic()?.flaky === true);
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify(again.map(tell))}\n`);
  }
}

function tell(test: TestCase): string {
  // The errors of the attempts before stay with a test that passed in the end.
  const [first] = test.result().errors ?? [];
  const problem = first?.problem as Problem | undefined;
  const said = [first?.message, problem?.cause].filter(Boolean).join(': ');
  return `${test.module.relativeModuleId}: ${test.fullName}: ${said}`;
}
