import type { HostProgram } from '../../../protocol/contract/host-facts.ts';
import type { Lab } from '../../../protocol/lab/schema.ts';
import type { HostFacts } from '../../deploy/inspect.ts';

/** How far a clock is from this machine's: positive where it is ahead. */
export interface ClockOffset {
  offsetMs: number;
  /** Half the round trip: the reading happened somewhere within. */
  uncertaintyMs: number;
}

/** What is known of a host beyond what a deploy asks of it (`HostFacts`). All of it was only read. */
export interface PreflightFacts extends HostFacts {
  user: string;
  isRoot: boolean;
  shell: {
    /** What the login shell printed before the command did. */
    noise: string;
    /** Why it would not run /bin/sh; null where it did. */
    refusal: string | null;
  };
  /** Did what was sent to a root command arrive unchanged? */
  transportWorks: boolean;
  transportBytes: number;
  /** Null where `date` gave no nanoseconds. */
  clock: ClockOffset | null;
  /** Folders that root cannot write in. */
  readOnly: string[];
  /** Is the very agent that a deploy would push there already? */
  hasArchive: boolean;
  /** Of the lab's interface; null where it has none of that name. */
  link: { up: boolean; carrier: boolean } | null;
  /** The address of this host that the SSH connection came in at; empty where sshd does not say. */
  entryAddress: string;
  /** What the agent, or the keepalived that Tandem deployed, may hold: `INTERFACE ADDRESS/PREFIX`. */
  agentVips: string[];
  /** Of what Tandem deployed there. */
  backends: Lab['backend'][];
  /** Services and managers of floating addresses that are there, and what they hold. */
  programs: HostProgram[];
  networkd: { manages: boolean; keeps: boolean };
  networkManagerManages: boolean;
  /** `isFixed`: with an address that its configuration names, instead of a leased one. */
  dhcpcd: { manages: boolean; isFixed: boolean };
  /** Answer of the lab's service: an HTTP status, or null; `listens` where there is no curl to ask with. */
  service: { url: string; status: number | null; listens: boolean; hasCurl: boolean };
  /** An interpreter for the wire's questions: path, or null. */
  interpreter: { kind: 'perl' | 'python'; path: string } | null;
}
