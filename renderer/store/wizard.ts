import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Draft, VipForm } from '../../protocol/contract/draft.ts';
import type { DiscoveredHost, GoneHost } from '../../protocol/contract/hosts.ts';

export {
  type CheckFormKind,
  type RouterForm,
  type VipForm,
  wizardSteps,
} from '../../protocol/contract/draft.ts';
export type WizardStep = Draft['step'];

/** One of the two hosts on its way to becoming a node. */
export type DraftNode = Draft['nodes'][number] & {
  interfaces: string[];
  /** Fingerprint of the key that a person trusts; null until then. */
  hostKey: string | null;
  /** What the access check found; null until it passed with these very values. */
  checked: { distribution: string; kernel: string; architecture: string } | null;
};

export interface DeployedLab {
  name: string;
  hosts: readonly string[];
}

/** Everything typed so far. It outlives errors, navigation and lost connections; passwords are never part of it. */
export interface WizardState {
  step: WizardStep;
  labName: string;
  interface: string;
  cidr: string;
  found: DiscoveredHost[];
  /** Of the last scan, and not found any more. */
  gone: GoneHost[];
  /** When the scan was that this one is compared with; null where there was none, or this one goes on. */
  comparedWith: string | null;
  nodes: DraftNode[];
  /** Null until the address step was opened. */
  vip: VipForm | null;
  /** The lab, as text, that a pre-flight found ready, or that the person goes on with all the same. */
  ready: string | null;
  taskId: string | null;
  /** The panels that say what a step is for are open. */
  why: boolean;
  /** What it held when a deploy of it ended well; that need not be kept any more. */
  finished: string | null;
  /** It was brought back, and nobody went on yet. */
  resumed: boolean;
  /** The labs that are deployed: a new one must not take the place of another pair. */
  deployed: readonly DeployedLab[];
}
export type WizardStore = StoreApi<WizardState>;

const freshState: WizardState = {
  step: 'scan',
  labName: 'my-pair',
  interface: '',
  cidr: '',
  found: [],
  gone: [],
  comparedWith: null,
  nodes: [],
  vip: null,
  ready: null,
  taskId: null,
  why: false,
  finished: null,
  resumed: false,
  deployed: [],
};

export const createWizard = () => {
  const store = createStore<WizardState>(() => freshState);
  return {
    store,
    reset: () =>
      store.setState(({ why, deployed }) => ({
        ...freshState,
        why,
        deployed,
        labName: freeLabName(deployed),
      })),
    /** The name that is suggested stays free, until a person has begun. */
    setDeployed: (deployed: readonly DeployedLab[]) =>
      store.setState((state) => {
        const isSuggested = !hasBegun(state) && state.labName === freeLabName(state.deployed);
        return { deployed, ...(isSuggested ? { labName: freeLabName(deployed) } : {}) };
      }),
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
  const base = plainName(wanted.split('.')[0] ?? '') || 'node';
  if (!taken.includes(base)) return base;
  return `${base}-2`;
}

/** What a host calls itself, as far as a lab's names allow it; empty where nothing of it is left. */
function plainName(text: string): string {
  const letters = text.normalize('NFKD').replace(/\p{M}/gu, '');
  return letters
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '');
}

export const hasBegun = ({ nodes, vip }: Pick<WizardState, 'nodes' | 'vip'>): boolean =>
  nodes.length > 0 || vip !== null;

/** Saving this lab would take the place of one that is deployed to other hosts. */
export function isLabTaken({ labName, nodes, deployed }: WizardState): boolean {
  const own = nodes.map(({ host }) => host);
  return deployed.some(({ name, hosts }) => name === labName && !hosts.every((host) => own.includes(host)));
}

function freeLabName(deployed: readonly DeployedLab[]): string {
  const isFree = (name: string) => deployed.every((lab) => lab.name !== name);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'my-pair' : `my-pair-${number}`;
    if (isFree(name)) return name;
  }
}
