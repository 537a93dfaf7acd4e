import type { PreflightCode } from '../../../protocol/contract/preflight.ts';
import type { Lab, LabNode } from '../../../protocol/lab/schema.ts';
import type { PreflightFacts } from '../host/facts.ts';
import type { Outcome } from '../outcome.ts';

/** What a check of one node may look at. */
export interface HostSubject {
  lab: Lab;
  node: LabNode;
  facts: PreflightFacts;
  archiveFolder: string;
}

/** Pure: facts in, an outcome out; null where there is nothing to ask. */
export interface HostCheck {
  code: PreflightCode;
  judge(subject: HostSubject): Outcome | null;
}
