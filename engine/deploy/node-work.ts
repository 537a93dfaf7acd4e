import type { Consent } from '../../protocol/contract/deploy.ts';
import type { Problem } from '../../protocol/contract/problem.ts';
import type { AgentStatus } from '../../protocol/control/agent-messages.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import type { Host } from '../ssh/host.ts';
import type { TaskVoice } from '../tasks/tasks.ts';
import type { HostFacts } from './inspect.ts';
import type { PlanStep } from './plan-step.ts';

/** A node that answers; nothing of it is locked or changed. */
export interface Visited {
  node: LabNode;
  host: Host;
  facts: HostFacts;
}

/** What `prepare` and `activate` would do. */
export interface WorkPlan {
  prepare: PlanStep[];
  activate: PlanStep[];
}

/** What a deploy does on one node, in this order. Whatever rejects leaves it to `rollBack`. */
export interface NodeWork extends Visited {
  /** Whether the lab's own speaker runs there already: its adverts are no stranger's. */
  readonly speaks: boolean;
  /** Whether everything is there and runs as the lab wants it: nothing but looking is left. */
  readonly unchanged: boolean;
  /** Why the lab’s demo page has no place there. A deploy goes on without it. */
  readonly missingPage?: Problem;
  /** Reads the host and says what the others would do. */
  plan(): Promise<WorkPlan>;
  /** Puts there what activation needs. The node's speaker goes on as it was. */
  prepare(voice: TaskVoice): Promise<void>;
  /** From the node itself. Rejects with deploy.vip-in-use where a MAC address that is not `ownMacs` answers for a VIP. */
  checkVipsUnused(ownMacs: readonly string[], voice: TaskVoice): Promise<void>;
  /** Configures and starts, or says that nothing changed; then makes sure that it runs. */
  activate(voice: TaskVoice): Promise<void>;
  /** What the speaker and the kernel say now. Rejects with agent.unreachable. */
  status(): Promise<AgentStatus>;
  /** After the pair was verified; never rejects. */
  tidy(voice: TaskVoice): Promise<void>;
  /** Puts back what this work touched, and says so; never rejects. */
  rollBack(voice: TaskVoice, reason: unknown): Promise<void>;
}

export interface ClaimContext {
  lab: Lab;
  /** Where the agent's archives are on this machine. */
  archiveFolder: string;
  consent: readonly Consent[];
  /**
   * Asks for the lab's VIPs from this machine. Resolves to whether it could; rejects with deploy.vip-in-use where a MAC
   * address that is not `ownMacs` answers.
   */
  askVips(lab: Lab, ownMacs: readonly string[]): Promise<boolean>;
}

/** Looks at a locked node and decides what is to be done. Rejects where the lab does not fit; nothing was changed. */
export type Claim = (visited: Visited, context: ClaimContext) => Promise<NodeWork>;
