import { parseArgs } from 'node:util';
import { ProblemError, toProblem } from '../../protocol/contract/problem.ts';
import { nowNs } from '../clock.ts';
import { EXIT_CONFIG, EXIT_DONE, EXIT_FAILED, EXIT_PROBLEM } from '../exit-status.ts';
import { required } from '../usage.ts';
import { agentVersion } from '../version.ts';
import { Agent } from './agent.ts';
import { readConfig } from './config.ts';
import { inFile } from './config-place.ts';
import { type Log, makeLog } from './log.ts';

/** Being a VRRP router until SIGTERM or SIGINT: then priority 0, addresses given back, exit status 0. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: 'string' },
      socket: { type: 'string', default: '/run/tandem-agent/control.sock' },
      'state-dir': { type: 'string', default: '/run/tandem-agent' },
    },
  });
  const file = required(values.config, 'config');
  // Whoever read the log may be gone: the addresses are to be given back all the same.
  process.stdout.on('error', () => {});
  const log = makeLog((line) => process.stdout.write(line));
  let end: (status: number) => void = () => {};
  const outcome = new Promise<number>((resolve) => {
    end = resolve;
  });
  let agent: Agent | undefined;
  try {
    agent = new Agent({
      stateDir: values['state-dir'],
      clockNs: nowNs,
      log,
      readConfig: () => readConfig(file),
      placed: (error) => inFile(error, file),
    });
    heedSignals(agent, log, end);
    await agent.start(values.socket);
  } catch (error) {
    const problem = toProblem(error);
    process.stdout.write(`${JSON.stringify({ problem })}\n`);
    // It may have come half-way.
    await agent?.stop();
    return exitStatus(error);
  }
  log('started', { version: agentVersion, pid: process.pid });
  const status = await outcome;
  await agent.stop();
  log('stopped');
  return status;
}

/** From before the start on: a signal that comes in the middle of it must not end the process half-way. */
function heedSignals(agent: Agent, log: Log, end: (status: number) => void): void {
  agent.onFailure((error) => {
    log('failed', { cause: error instanceof Error ? error.message : String(error) });
    end(EXIT_FAILED);
  });
  process.on('uncaughtException', (error) => {
    log('failed', { cause: error.stack ?? error.message });
    end(EXIT_FAILED);
  });
  // Refusals are in the log and in the status; the agent goes on as it is.
  process.on('SIGHUP', () => void agent.reload().catch(() => {}));
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      log('stopping', { signal });
      end(EXIT_DONE);
    });
}

/** A wrong configuration stays wrong; an interface may come, and what somebody left may be taken away. */
function exitStatus(error: unknown): number {
  if (!(error instanceof ProblemError)) return EXIT_FAILED;
  return error.problem.code === 'agent.config-invalid' ? EXIT_CONFIG : EXIT_PROBLEM;
}
