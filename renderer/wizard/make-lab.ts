import type { LabInput } from '../../protocol/lab/schema.ts';
import type { DraftNode, WizardState } from '../store/wizard.ts';
import { suggestVip } from './subnet.ts';

type NodeInput = LabInput['nodes'][number];

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

/** The lab as it stands in the wizard. Until the address step is done, a free address of the segment holds its place. */
export function makeLab(state: WizardState): LabInput {
  const [first, second] = state.nodes;
  if (!first || !second) throw new Error('a lab needs two nodes');
  const { router } = state;
  const cidr = state.cidr.includes('/') ? state.cidr : `${first.host}/24`;
  const vip = router.vip || suggestVip(cidr, [first.host, second.host]);
  return {
    name: state.labName,
    vrrpVersion: router.vrrpVersion,
    advertIntervalMs: router.advertIntervalMs,
    nodes: [nodeOf(first), nodeOf(second)],
    virtualRouters: [
      {
        vrid: router.vrid,
        vips: [vip],
        priorities: { [first.name]: router.priorities[0], [second.name]: router.priorities[1] },
        preempt: router.preempt,
      },
    ],
  };
}
