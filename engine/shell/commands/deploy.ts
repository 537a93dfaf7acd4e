import { consentSchema } from '../../../protocol/contract/deploy.ts';
import { ProblemError } from '../../../protocol/contract/problem.ts';
import type { TaskEvent } from '../../../protocol/contract/tasks.ts';
import { type Command, type CommandContext, exitStatus, loadLab, readStream } from '../command.ts';
import { visibleField } from '../terminal.ts';

/** Follows a task to its end and prints what it says; Ctrl+C cancels it and waits until it put its things back. */
export async function followTask(
  context: CommandContext,
  taskId: string,
  show: (event: TaskEvent) => void,
): Promise<void> {
  let failure: ProblemError | null = null;
  const cancel = () => void context.client.call('tasks.cancel', { taskId });
  context.signal.addEventListener('abort', cancel, { once: true });
  const patient = { ...context, signal: new AbortController().signal };
  await readStream(patient, 'tasks.watch', { taskId }, (event) => {
    show(event);
    if (event.type === 'failed') failure = new ProblemError(event.problem);
    return event.type === 'done' || event.type === 'failed';
  });
  if (failure) throw failure;
}

function stepText(event: TaskEvent): string | null {
  if (event.type === 'log') return `  ${event.node ?? 'lab'}: ${visibleField(event.line)}`;
  if (event.type !== 'step') return null;
  if (event.state === 'running' && event.bytes !== undefined && event.bytes !== event.totalBytes) return null;
  const detail = event.detail ? ` (${visibleField(event.detail)})` : '';
  return `${event.node ?? 'lab'}: ${event.step} ${event.state}${detail}`;
}

/** Steps that are skipped where the node is already as the lab wants it. */
const changingSteps = new Set(['install', 'upload', 'demo-page', 'configure', 'start']);

function endText(isChanged: boolean, isWarned: boolean): string {
  const what = isChanged
    ? 'The pair is up.'
    : 'The pair is up; both nodes were as they should be, and nothing was changed.';
  return isWarned ? `${what} What is missing behind it stands above.` : what;
}

export const deploy: Command = async (context) => {
  const wanted = loadLab(context, 0);
  const consent = consentSchema.options.filter((agreed) => context.options[agreed]);
  const { taskId } = await context.client.call('deploy.start', { ...wanted, consent });
  let isChanged = false;
  let isWarned = false;
  await followTask(context, taskId, (event) => {
    if (event.type === 'failed') return;
    if (event.type === 'step') {
      isChanged ||= event.state === 'done' && changingSteps.has(event.step);
      isWarned ||= event.state === 'warned';
    }
    const text = stepText(event);
    if (event.type === 'done') context.print(event, endText(isChanged, isWarned));
    else if (context.options.json && event.type !== 'log') context.print(event, '');
    else if (text !== null) context.say(text);
  });
  return exitStatus.done;
};

export const uninstall: Command = async (context) => {
  const { taskId } = await context.client.call('uninstall.start', loadLab(context, 0));
  let residue: string[] = [];
  try {
    await followTask(context, taskId, (event) => {
      const text = stepText(event);
      if (text !== null) context.say(text);
    });
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.params.command !== 'uninstall') throw error;
    residue = (error.problem.cause ?? '').split('\n');
  }
  const ok = residue.length === 0;
  context.print(
    { ok, residue },
    ok ? 'Nothing of Tandem is left on the nodes.' : `Left behind: ${residue.map(visibleField).join('; ')}`,
  );
  return ok ? exitStatus.done : exitStatus.expectationFailed;
};
