import type { AgentEvent } from '../../protocol/control/agent-messages.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Host } from '../ssh/host.ts';

/** How a node's speaker is listened to, by backend. */
export interface Reporter {
  /** Follows it until its channel ends or the signal aborts. Resolves to whether it said anything. */
  follow(context: ReportContext, onEvent: (event: AgentEvent) => void, signal: AbortSignal): Promise<boolean>;
  /** Why a host that answers has nothing to say. */
  reasonForSilence(host: Host): Promise<'lost' | 'not-deployed'>;
}

export interface ReportContext {
  host: Host;
  lab: Lab;
  node: LabNode;
}
