import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { TaskEvent } from '../../protocol/contract/tasks.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { checkout, password } from '../testbed/index.ts';
import type { TestEngine } from './test-engine.ts';

/** `tandem deploy` as a process of its own, that can be stopped and killed. */
export interface DeployProcess {
  child: ChildProcess;
  /** When the process has ended: the Problem that it printed. */
  over: Promise<Problem | null>;
}

/** With the keys that the engine trusts. */
export function deployInProcess(
  { dataFolder }: Pick<TestEngine, 'dataFolder'>,
  lab: LabInput,
  onEvent: (event: TaskEvent) => void,
): DeployProcess {
  const file = join(dataFolder, 'lab.json');
  writeFileSync(file, JSON.stringify(lab));
  const argv = [join(checkout, 'engine/shell/cli.ts'), 'deploy', file, '--json', '--data', dataFolder];
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, LAB_PASSWORD: password },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let problem: Problem | null = null;
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const said = JSON.parse(line) as TaskEvent | { problem: Problem };
    if ('type' in said) onEvent(said);
    else problem = said.problem;
  });
  const over = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(() => problem);
  return { child, over };
}
