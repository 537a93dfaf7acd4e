import type { Lab, LabInput } from '../../protocol/lab/schema.ts';
import type { DraftNode, WizardState } from '../store/wizard.ts';
import { editedLab, isSameLab } from './edited-lab.ts';
import { draftNodeOf, formOf } from './form-of-lab.ts';
import { chosenService, freshForm, serviceOf } from './vip-form.ts';

type NodeInput = LabInput['nodes'][number];
type LabParts = Pick<WizardState, 'labName' | 'nodes' | 'vip' | 'edits' | 'cidr' | 'found'>;

function authOf(node: DraftNode): NodeInput['auth'] {
  if (node.authKind === 'key') return { kind: 'key', path: node.keyPath };
  return { kind: node.authKind };
}

function nodeOf(node: DraftNode): NodeInput {
  return {
    name: node.name,
    host: node.host,
    port: node.port,
    user: node.user,
    interface: node.interface,
    auth: authOf(node),
    sudo: node.user === 'root' ? 'none' : node.sudo === 'password' ? 'password' : 'passwordless',
    ...(node.hostKey === null ? {} : { hostKey: node.hostKey }),
  };
}

/**
 * The lab with which access is proven: it needs the nodes alone. What is stored of the same pair keeps its addresses
 * until others are typed, since whoever only looks in must not change what is deployed.
 */
export function accessLab(state: WizardState, stored: Lab | undefined): LabInput {
  const drafted = makeLab(state);
  const names = (lab: LabInput) => lab.nodes.map(({ name, host }) => `${name} ${host}`).join();
  const isSame = stored !== undefined && names(stored) === names(drafted);
  return isSame && state.vip === null ? { ...stored, nodes: drafted.nodes } : drafted;
}

/** The lab as it stands in the wizard. Until the address step is done, what is deployed or suggested holds its place. */
export function makeLab(state: LabParts): LabInput {
  const { edits, vip, nodes } = state;
  if (edits === null) return plainLab(state);
  const form = vip !== null && chosenService(state) !== null ? vip : formOf(edits);
  return editedLab(edits, plainLab({ ...state, vip: form }), form, nodes);
}

/** Of a deployed lab nothing was changed yet. */
export function isUntouched(state: LabParts): boolean {
  const { edits } = state;
  return edits !== null && chosenService(state) !== null && isSameLab(makeLab(state), edits);
}

/** It has routers, addresses, checks or settings that the address step does not show: they came with a lab file. */
export function saysMore(lab: Lab): boolean {
  const { name, nodes } = lab;
  const parts = { labName: name, nodes: nodes.map(draftNodeOf), vip: formOf(lab), cidr: '', found: [] };
  return !isSameLab({ ...plainLab({ ...parts, edits: lab }), nodes: lab.nodes }, lab);
}

function plainLab(state: LabParts): LabInput {
  const [first, second] = state.nodes;
  if (!first || !second) throw new Error('a lab needs two nodes');
  const service = chosenService(state) ?? serviceOf(freshForm(state));
  return {
    name: state.labName,
    backend: service.backend,
    mode: service.mode,
    vrrpVersion: service.vrrpVersion,
    advertIntervalMs: service.advertIntervalMs,
    nodes: [nodeOf(first), nodeOf(second)],
    virtualRouters: service.routers.map(({ vrid, vip, priorities }) => ({
      vrid,
      vips: [vip],
      priorities: { [first.name]: priorities[0], [second.name]: priorities[1] },
      preempt: service.preempt,
    })),
    checks: service.check ? [service.check] : [],
    demoPage: service.demoPage,
  };
}
