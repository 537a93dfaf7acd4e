import { createStore } from 'zustand/vanilla';
import type { DiscoveredHost } from '../../protocol/contract/hosts.ts';

export const wizardSteps = ['scan', 'trust', 'access', 'vip', 'preflight', 'review'] as const;
export type WizardStep = (typeof wizardSteps)[number];

/** One of the two hosts on its way to becoming a node. */
export interface DraftNode {
  name: string;
  host: string;
  port: number;
  user: string;
  authKind: 'password' | 'key' | 'agent';
  keyPath: string;
  sudo: 'none' | 'passwordless' | 'password';
  interface: string;
  interfaces: string[];
  hostKey: string | null;
  /** What the access check found; null until it passed with these very values. */
  checked: { distribution: string; kernel: string; architecture: string } | null;
}

/** One virtual router of the address step, as it was typed; priorities are of the first and the second node. */
export interface RouterForm {
  vip: string;
  vrid: string;
  first: string;
  second: string;
}

/** The address step as it was typed: what the present choices do not need is kept for when they are changed back. */
export interface VipForm {
  mode: 'master-backup' | 'dual-master';
  backend: 'tandem-agent' | 'keepalived';
  /** The second one counts in dual-master only. */
  routers: [RouterForm, RouterForm];
  version: '2' | '3';
  interval: string;
  preempt: boolean;
  check: {
    kind: 'http' | 'tcp' | 'process' | 'none';
    url: string;
    port: string;
    process: string;
    weight: string;
  };
}

/** Everything typed so far. It outlives errors, navigation and lost connections; passwords are never part of it. */
export interface WizardState {
  step: WizardStep;
  labName: string;
  interface: string;
  cidr: string;
  found: DiscoveredHost[];
  nodes: DraftNode[];
  /** Null until the address step was opened. */
  vip: VipForm | null;
  /** The lab, as text, that a pre-flight found ready, or that the person goes on with all the same. */
  ready: string | null;
  taskId: string | null;
}

const freshState: WizardState = {
  step: 'scan',
  labName: 'my-pair',
  interface: '',
  cidr: '',
  found: [],
  nodes: [],
  vip: null,
  ready: null,
  taskId: null,
};

export const createWizard = () => {
  const store = createStore<WizardState>(() => freshState);
  return {
    store,
    reset: () => store.setState(freshState),
    patchNode: (index: number, change: Partial<DraftNode>) =>
      store.setState(({ nodes }) => ({
        nodes: nodes.map((node, at) => (at === index ? { ...node, ...change } : node)),
      })),
  };
};

export function draftNode(host: string, hostname: string | null, taken: readonly string[]): DraftNode {
  return {
    name: hostname === null ? shortName(taken) : freeName(hostname, taken),
    host,
    port: 22,
    user: 'root',
    authKind: 'password',
    keyPath: '',
    sudo: 'none',
    interface: 'eth0',
    interfaces: [],
    hostKey: null,
    checked: null,
  };
}

/** For a host of which no name is known: the first that is chosen is node-a, the second node-b. */
function shortName(taken: readonly string[]): string {
  return ['node-a', 'node-b'].find((name) => !taken.includes(name)) ?? freeName('node', taken);
}

function freeName(wanted: string, taken: readonly string[]): string {
  const base = wanted.replace(/\.$/, '').split('.')[0]?.slice(0, 60) || 'node';
  if (!taken.includes(base)) return base;
  return `${base}-2`;
}
