import { type Command, exitStatus, loadLab, UsageError, untilCancelled } from '../command.ts';
import { visibleField } from '../terminal.ts';

export const switchover: Command = async (context) => {
  const wanted = loadLab(context, 0);
  const { vrid, to } = context.options;
  if (vrid === undefined || !/^\d+$/.test(vrid)) throw new UsageError('--vrid takes a number from 1 to 255');
  if (to === undefined) throw new UsageError('--to takes the name of a node');
  const running = context.client.call('switchover.run', { ...wanted, vrid: Number(vrid), to });
  const result = await untilCancelled(running, context.signal);
  const events = result.events.map(({ t, what, source, detail }) =>
    `${t.toFixed(2).padStart(9)} ms  ${source}: ${what}  ${visibleField(detail)}`.trimEnd(),
  );
  const summary = result.moved
    ? `VRID ${result.vrid} moved to ${result.to} in ${result.movedMs?.toFixed(2)} ms`
    : `VRID ${result.vrid} is with ${result.to} already`;
  context.print(result, [...events, summary].join('\n'));
  return exitStatus.done;
};
