import { fail } from '../../protocol/contract/problem.ts';
import type { AgentStatus } from '../../protocol/control/agent-messages.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Host } from '../ssh/host.ts';
import { type KeepalivedReport, readReport, reportScript } from './report.ts';
import { readSetup } from './setup.ts';
import { keepalivedStatus } from './status.ts';

/** One report. Rejects with host.command-failed, host.lost. */
export async function askReport(host: Host): Promise<KeepalivedReport> {
  const output = await host.check(['sh', '-c', reportScript], { name: 'ask keepalived', input: '\n' });
  return readReport(output.split('\n'));
}

/** Asks once. Rejects with agent.unreachable where keepalived is not installed. */
export async function readKeepalivedStatus(host: Host, lab: Lab, node: LabNode): Promise<AgentStatus> {
  const [setup, report] = await Promise.all([readSetup(host), askReport(host)]);
  if (!setup) throw fail('agent.unreachable', { node: node.name }, 'keepalived is not installed');
  return keepalivedStatus(lab, node, setup, report);
}
