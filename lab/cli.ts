import { spawn } from 'node:child_process';
import { fail, type Problem, toProblem } from '../protocol/contract/problem.ts';
import { type Command, parseCommandLine, usage } from './testbed/command-line.ts';
import { placeArgv, placeEnvironment } from './testbed/exec.ts';
import { down, ensureUp, type LabStatus, nodes, readStatus, type StepEvent } from './testbed/index.ts';
import { CommandError } from './testbed/run.ts';

/** The lab on the command line: `npm run lab -- up | down | status | shell NODE | exec NODE -- CMD...`. */

const exitFailed = 1;
const exitUsage = 2;

/** Runs a command and gives the status to exit with. */
async function perform(command: Command): Promise<number> {
  switch (command.name) {
    case 'help':
      process.stdout.write(usage);
      return 0;
    case 'up':
      return up(command.json);
    case 'down': {
      const { elapsedMs, wasDown } = await down();
      console.log(
        wasDown ? 'The lab is not up.' : `The lab is down, nothing is left of it (${elapsedMs} ms).`,
      );
      return 0;
    }
    case 'status': {
      const status = await readStatus();
      console.log(command.json ? JSON.stringify(status) : describe(status));
      return 0;
    }
    case 'shell':
      return hand(placeArgv(command.place, ['bash', '--login']));
    case 'exec':
      return hand(placeArgv(command.place, command.argv));
  }
}

async function up(json: boolean): Promise<number> {
  // What was begun is removed when somebody stops this run.
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => stop.abort(fail('request.cancelled', {}, signal)));
  try {
    const onStep = json ? (event: StepEvent) => console.log(JSON.stringify(event)) : printStep;
    const { elapsedMs, alreadyUp } = await ensureUp({ onStep, signal: stop.signal });
    if (json) console.log(JSON.stringify({ type: 'done', ok: true, elapsedMs }));
    else console.log(alreadyUp ? 'The lab is already up.' : upMessage(elapsedMs));
    return 0;
  } catch (error) {
    const problem = labProblem(stop.signal.aborted ? stop.signal.reason : error);
    if (json) console.log(JSON.stringify({ type: 'problem', problem }));
    else printProblem(problem);
    return exitFailed;
  }
}

function upMessage(elapsedMs: number): string {
  const addresses = nodes.map(({ name, address }) => `${name} ${address}`).join(', ');
  return `The lab is up after ${(elapsedMs / 1000).toFixed(1)} s: ${addresses}.`;
}

function printStep(event: StepEvent): void {
  const percent = event.percent === undefined ? '' : `${event.percent} % `;
  const mark = { start: '  ', progress: '   ', done: 'ok' }[event.state];
  console.log(`${mark} ${event.step.padEnd(8)} ${percent}${event.message}`);
}

function describe(status: LabStatus): string {
  const lines = status.nodes.map(({ name, address, state }) => `  ${name} ${address} ${state}`);
  const held = status.heldBy === undefined ? [] : [`  the lab of ${status.heldBy} is up on this machine`];
  return [`The lab is ${status.state}.`, ...lines, ...held, `  lab file ${status.lab}`].join('\n');
}

/** A failing program is a failed lab to people; everything else keeps its own code. */
function labProblem(error: unknown): Problem {
  if (!(error instanceof CommandError)) return toProblem(error);
  const [program = ''] = error.argv;
  return fail('practice.failed', { detail: `${program} failed` }, error).problem;
}

function printProblem(problem: Problem): void {
  console.error(`${problem.message}\n${problem.hint}`);
  if (problem.cause !== undefined) console.error(problem.cause);
}

/** Gives the terminal to a program and its exit status to the caller. */
function hand([file = '', ...args]: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: placeEnvironment(), stdio: 'inherit' });
    // The terminal sends these to the program as well, and its end is ours.
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, () => undefined);
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : exitFailed)));
  });
}

const command = parseCommandLine(process.argv.slice(2));
if (typeof command === 'string') {
  process.stderr.write(`${command}\n${usage}`);
  process.exitCode = exitUsage;
} else {
  try {
    process.exitCode = await perform(command);
  } catch (error) {
    printProblem(labProblem(error));
    process.exitCode = exitFailed;
  }
}
