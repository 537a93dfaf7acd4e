import { fail } from '../../protocol/contract/problem.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { formatSubnet, parseSubnet, subnetContains } from '../platform/subnet.ts';
import type { HostFacts } from './inspect.ts';

/**
 * What the lab alone says. Throws deploy.backend-unsupported, lab.vip-is-node-address, lab.priority-owner or lab.priorities-equal.
 */
export function checkLab(lab: Lab): void {
  if (lab.backend !== 'tandem-agent') throw fail('deploy.backend-unsupported', { backend: lab.backend });
  const [first, second] = lab.nodes;
  for (const router of lab.virtualRouters) {
    for (const vip of [...router.vips, ...router.excludedVips].map((entry) => entry.split('/')[0] ?? entry))
      for (const node of lab.nodes)
        if (node.host === vip) throw fail('lab.vip-is-node-address', { vip, node: node.name });
    for (const [node, priority] of Object.entries(router.priorities))
      if (priority === 255) throw fail('lab.priority-owner', { node, vip: router.vips[0] ?? '' });
    const priority = router.priorities[first.name] ?? 0;
    if (priority === router.priorities[second.name])
      throw fail('lab.priorities-equal', { priority, vrid: router.vrid });
  }
}

/** Can this host run the agent, and does the lab fit it? Throws `host.*` or `lab.*`; nothing has been changed yet. */
export function checkNode(lab: Lab, node: LabNode, facts: HostFacts): void {
  const host = node.name;
  const unsupported = (detail: string) => fail('host.unsupported', { host, detail });
  if (!['x86_64', 'aarch64'].includes(facts.machine)) throw unsupported(`its processor is ${facts.machine}`);
  if (facts.init !== 'systemd') throw unsupported(`its init is ${facts.init || 'unknown'}`);
  if (!isAtLeast(facts.glibc, [2, 28])) throw unsupported(`its C library is ${facts.glibc || 'not glibc'}`);
  const device = facts.interfaces.find((entry) => entry.name === node.interface);
  if (!device) {
    const available = facts.interfaces.map((entry) => entry.name).join(', ');
    throw fail('host.interface-missing', { host, interface: node.interface, available });
  }
  for (const vip of lab.virtualRouters.flatMap((router) => [...router.vips, ...router.excludedVips]))
    checkVip(vip, node, device.addresses, lab);
}

function checkVip(vip: string, node: LabNode, addresses: readonly string[], lab: Lab): void {
  const address = vip.split('/')[0] ?? vip;
  const vips = new Set(lab.virtualRouters.flatMap((router) => [...router.vips, ...router.excludedVips]));
  const own = addresses.filter((entry) => !vips.has(entry));
  if (own.some((entry) => entry.split('/')[0] === address))
    throw fail('lab.vip-is-node-address', { vip: address, node: node.name });
  // An IPv6 VIP is link-local, or routed: no subnet of the interface has to hold it.
  if (isIpv6(address)) return;
  const subnets = own.flatMap((entry) => parseSubnet(entry) ?? []);
  if (subnets.some((subnet) => subnetContains(subnet, address))) return;
  const subnet = subnets[0] ? formatSubnet(subnets[0]) : '-';
  throw fail('lab.vip-outside-subnet', { vip: address, node: node.name, subnet });
}

function isAtLeast(version: string, [major, minor]: [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/** The two nodes must be two machines. Throws host.same-machine. */
export function checkDistinct(nodes: readonly { node: LabNode; facts: HostFacts }[]): void {
  const [a, b] = nodes;
  if (a && b && a.facts.machineId !== '' && a.facts.machineId === b.facts.machineId)
    throw fail('host.same-machine', { a: a.node.name, b: b.node.name });
}
