import type { LabNode } from '../../protocol/lab/schema.ts';
import type { Host } from '../ssh/host.ts';
import type { PreflightFacts } from './host/facts.ts';

/** A node that answers and was looked at. */
export interface Visited {
  node: LabNode;
  host: Host;
  facts: PreflightFacts;
}
