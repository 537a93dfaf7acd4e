import type { PlanAction } from '../../../protocol/contract/plan.ts';
import { type Command, exitStatus, loadLab } from '../command.ts';
import { visibleField } from '../terminal.ts';

const words: Record<PlanAction['kind'], string> = {
  upload: 'upload and unpack the agent to',
  install: 'install keepalived with the host’s package manager',
  write: 'write',
  link: 'point to the new agent:',
  keep: 'keep what is there now as',
  run: 'run',
  'check-segment': 'check that nobody else speaks for the VRIDs or answers for the VIPs',
  verify: 'wait until it is backup or master',
  'verify-pair': 'wait for one owner of every VIP, by both nodes and ten adverts',
  'verify-service': 'wait for the health checks, and ask the VIPs for their pages',
};

function actionText(action: PlanAction): string {
  const { no, node, kind, path, bytes, command, changes, consent, diff } = action;
  const size = bytes ? `(${(bytes / 1e6).toFixed(1)} MB)` : null;
  const isLook = kind === 'check-segment' || kind.startsWith('verify');
  const told = [words[kind], path, command?.join(' '), size, changes || isLook ? null : '– nothing to do'];
  const line = `${no}. ${node ?? 'both'}: ${told.filter(Boolean).join(' ')}`;
  const needs = consent ? [`   needs --${consent}`] : [];
  const lines = diff === null ? [] : diff.split('\n').map((text) => `   ${visibleField(text)}`);
  return [line, ...needs, ...lines].join('\n');
}

export const plan: Command = async (context) => {
  const { actions, unchanged, warnings } = await context.client.call('plan.get', loadLab(context, 0));
  const last = unchanged ? ['A deploy would change nothing.'] : [];
  const missing = warnings.map(({ message, hint }) => visibleField(`Missing: ${message} ${hint}`));
  const told = warnings.map(({ code, message, hint }) => ({ code, message, hint }));
  context.print(
    { actions, unchanged, warnings: told },
    [...actions.map(actionText), ...missing, ...last].join('\n'),
  );
  return exitStatus.done;
};
