import type { NodeName } from './history.ts';
import type { PlannedRouter, Told } from './plan.ts';

/** As agent/systemd/tandem-agent.service starts its agent; the peer is to have the same chances. */
export const NICE = -10;

/** A VRRP program on a node, as the soak treats it. What returns a promise resolves when the program has done it. */
export interface SoakNode {
  readonly name: NodeName;
  readonly program: 'tandem-agent' | 'keepalived';
  readonly alive: boolean;
  /** Of the process that speaks VRRP; undefined while there is none. */
  readonly pid: number | undefined;
  /** With the configuration that was written last; listens when it resolves. */
  start(): Promise<void>;
  /** As an administrator stops it. */
  stop(): Promise<void>;
  /** SIGKILL, and what the service manager does at once. */
  kill(): Promise<void>;
  freeze(isFrozen: boolean): void;
  configure(told: ReadonlyMap<string, Told>): void;
  /** Makes it read what was configured. */
  reload(): Promise<void>;
  /** Makes it read something that it must refuse, and puts the file back. */
  refuse(text: string): Promise<void>;
  /** A priority that checks gave a router. */
  priorityIs(router: PlannedRouter, priority: number): Promise<void>;
  /** That the address is put back. */
  restored(address: string): Promise<void>;
  /** That it knows of its cable: it has a fault, or none. */
  cableIs(isIn: boolean): Promise<void>;
  /** What it says of itself, for a run that failed. */
  describe(): Promise<string>;
}
