import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Draft, VipForm } from '../../protocol/contract/draft.ts';
import type { DiscoveredHost, GoneHost } from '../../protocol/contract/hosts.ts';
import type { Lab } from '../../protocol/lab/schema.ts';
import { draftNodeOf, formOf } from '../wizard/form-of-lab.ts';
import { rebased } from './rebased.ts';

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
  /** The deployed lab that is being changed, as it was when that began; its name and its nodes stay. */
  edits: Lab | null;
  /** What was kept before has been asked for. */
  isKeptKnown: boolean;
  /** Where to go on once keys are read and access is proven anew. */
  goesOnAt: WizardStep | null;
  /** It was brought back, and nobody went on yet. */
  resumed: boolean;
  /** Another window has kept something else since: what is typed here is not kept until somebody says which one counts. */
  isOvertaken: boolean;
  /** The labs that are deployed: a new one must not take the place of another pair. Null until that is known. */
  deployed: readonly Lab[] | null;
  /** Names of deployed labs of which only what a deploy tries right now is known: nothing is changed over that. */
  tried: readonly string[];
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
  edits: null,
  isKeptKnown: false,
  goesOnAt: null,
  resumed: false,
  isOvertaken: false,
  deployed: null,
  tried: [],
};

export const createWizard = () => {
  const store = createStore<WizardState>(() => freshState);
  store.subscribe((state) => {
    const { edits, step, labName, nodes, deployed, tried } = state;
    // What is changed is what is deployed now, also where somebody else deployed it since.
    const now = edits && deployed?.find(({ name }) => name === edits.name);
    if (now && now !== edits && !tried.includes(now.name)) return store.setState(onto(state, edits, now));
    // Whoever goes on with the very pair that is deployed under this name changes it.
    if (edits !== null || step === 'scan' || !deployed) return;
    const same = deployed.find((lab) => lab.name === labName && isSamePair(lab.nodes, nodes));
    if (same) store.setState({ edits: same, ...(state.vip === null ? { vip: formOf(same) } : {}) });
  });
  const fresh = ({ why, deployed, tried, isKeptKnown }: WizardState) => ({
    ...freshState,
    why,
    deployed,
    tried,
    isKeptKnown,
    labName: freeLabName(deployed),
  });
  return {
    store,
    reset: () => store.setState(fresh),
    /** Goes on at the addresses of a deployed lab as soon as its hosts have proven themselves. */
    edit: (lab: Lab) =>
      store.setState((state) => ({
        ...fresh(state),
        edits: lab,
        labName: lab.name,
        nodes: lab.nodes.map(draftNodeOf),
        vip: formOf(lab),
        step: 'trust',
        goesOnAt: 'vip',
      })),
    /** The name that is suggested stays free, until a person has begun. */
    setDeployed: (deployed: readonly Lab[], tried: readonly string[] = []) =>
      store.setState((state) => {
        const isSuggested = !hasBegun(state) && state.labName === freeLabName(state.deployed);
        return {
          deployed,
          tried,
          ...(isSuggested ? { labName: freeLabName(deployed) } : {}),
        };
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

/** Saving this lab would take the place of one that is deployed to other nodes. */
export function isLabTaken({ labName, nodes, deployed }: WizardState): boolean {
  return deployed?.some((lab) => lab.name === labName && !isSamePair(lab.nodes, nodes)) ?? false;
}

/** Name and nodes of a deployed lab stay: they are what it is known by here and on its hosts. */
export function isLocked({ edits, deployed }: Pick<WizardState, 'edits' | 'deployed'>): boolean {
  return edits !== null && (deployed?.some(({ name }) => name === edits.name) ?? true);
}

/** A change of `before` as one of `now`: what was typed stays, and what was not is as it is now. */
function onto({ nodes, vip }: WizardState, before: Lab, now: Lab): Partial<WizardState> {
  return {
    edits: now,
    vip: vip && rebased(vip, formOf(before), formOf(now)),
    nodes: nodes.map((node) => {
      const [was, is] = [before, now].map((lab) => lab.nodes.find(({ name }) => name === node.name));
      if (!was || !is) return node;
      const { interfaces, hostKey, checked } = node;
      const typed = rebased(node, draftNodeOf(was), draftNodeOf(is));
      const isSameWayIn = JSON.stringify(draftNodeOf(was)) === JSON.stringify(draftNodeOf(is));
      return { ...typed, interfaces, hostKey, checked: isSameWayIn ? checked : null };
    }),
  };
}

type Identity = Pick<DraftNode, 'name' | 'host' | 'port'>;

function isSamePair(one: readonly Identity[], other: readonly Identity[]): boolean {
  const listOf = (nodes: readonly Identity[]) => nodes.map(({ name, host, port }) => [name, host, port]);
  return JSON.stringify(listOf(one)) === JSON.stringify(listOf(other));
}

function freeLabName(deployed: readonly Lab[] | null): string {
  const isFree = (name: string) => !deployed?.some((lab) => lab.name === name);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'my-pair' : `my-pair-${number}`;
    if (isFree(name)) return name;
  }
}
