import { fail } from '../../protocol/contract/problem.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { requireUnicastAddresses } from '../../protocol/lab/unicast-address.ts';
import { formatSubnet, ipv4ToNumber, parseSubnet, type Subnet, subnetContains } from '../platform/subnet.ts';
import { addressOf } from './canonical-vip.ts';
import type { HostFacts, HostInterface } from './inspect.ts';

/**
 * What the lab alone says. Throws lab.vip-shared, lab.vip-is-node-address, lab.priority-owner, lab.priorities-equal or
 * lab.unicast-no-address.
 */
export function checkLab(lab: Lab): void {
  const shared = sharedVip(lab);
  if (shared) throw fail('lab.vip-shared', { ...shared });
  requireUnicastAddresses(lab);
  const [first, second] = lab.nodes;
  for (const router of lab.virtualRouters) {
    for (const vip of [...router.vips, ...router.excludedVips].map(addressOf))
      for (const node of lab.nodes)
        if (addressOf(node.host) === vip || addressOf(node.unicastAddress ?? '') === vip)
          throw fail('lab.vip-is-node-address', { vip, node: node.name });
    for (const [node, priority] of Object.entries(router.priorities))
      if (priority === 255) throw fail('lab.priority-owner', { node, vip: router.vips[0] ?? '' });
    const priority = router.priorities[first.name] ?? 0;
    if (priority === router.priorities[second.name])
      throw fail('lab.priorities-equal', { priority, vrid: router.vrid });
  }
}

/** A VIP that two virtual routers have: two masters would hold it at once. */
export function sharedVip(lab: Lab): { vip: string; first: number; second: number } | null {
  const ownerOf = new Map<string, number>();
  for (const { vrid, vips, excludedVips } of lab.virtualRouters)
    for (const entry of [...vips, ...excludedVips]) {
      const vip = addressOf(entry);
      const first = ownerOf.get(vip);
      if (first !== undefined) return { vip, first, second: vrid };
      ownerOf.set(vip, vrid);
    }
  return null;
}

/** Can this host run the lab's backend, and does the lab fit it? Throws `host.*` or `lab.*`; nothing has been changed yet. */
export function checkNode(lab: Lab, node: LabNode, facts: HostFacts): void {
  if (lab.backend === 'tandem-agent') checkMachine(node, facts);
  checkInit(node, facts);
  if (lab.backend === 'tandem-agent') checkLibc(node, facts);
  checkVips(lab, node, checkInterface(node, facts));
}

/** What our agent is built for; keepalived is built by the distribution for whatever it runs on. Throws host.unsupported. */
export function checkMachine(node: LabNode, { machine, bits }: HostFacts): void {
  if (!['x86_64', 'aarch64'].includes(machine)) throw unsupported(node, `its processor is ${machine}`);
  if (bits !== null && bits !== 64)
    throw unsupported(node, `its programs are ${bits}-bit ones (kernel: ${machine})`);
}

/** Throws host.unsupported. */
export function checkInit(node: LabNode, { init }: HostFacts): void {
  if (init !== 'systemd') throw unsupported(node, `its init is ${init || 'unknown'}`);
}

/** Of our agent's Node. Throws host.unsupported. */
export function checkLibc(node: LabNode, { glibc }: HostFacts): void {
  if (!isAtLeast(glibc, [2, 28])) throw unsupported(node, `its C library is ${glibc || 'not glibc'}`);
}

/** The interface that the lab names. Throws host.interface-missing. */
export function checkInterface(node: LabNode, { interfaces }: HostFacts): HostInterface {
  const device = interfaces.find((entry) => entry.name === node.interface);
  if (device) return device;
  const available = interfaces.map((entry) => entry.name).join(', ');
  throw fail('host.interface-missing', { host: node.name, interface: node.interface, available });
}

/** Do they fit the interface's subnets? Throws lab.vip-outside-subnet or lab.vip-unusable. */
export function checkVips(lab: Lab, node: LabNode, device: HostInterface): void {
  const subnets = ownSubnets(lab, device);
  const held = new Set(device.addresses.map(addressOf));
  for (const vip of lab.virtualRouters.flatMap((router) => [...router.vips, ...router.excludedVips]))
    checkVip(vip, node, subnets, held);
}

/** Those of addresses that are no VIP of the lab. */
export function ownSubnets(lab: Lab, { addresses }: HostInterface): Subnet[] {
  const vips = new Set(
    lab.virtualRouters.flatMap((router) => [...router.vips, ...router.excludedVips].map(addressOf)),
  );
  return addresses
    .filter((entry) => !vips.has(addressOf(entry)))
    .flatMap((entry) => parseSubnet(entry) ?? []);
}

const unsupported = (node: LabNode, detail: string) => fail('host.unsupported', { host: node.name, detail });

function checkVip(vip: string, node: LabNode, subnets: readonly Subnet[], held: ReadonlySet<string>): void {
  const address = addressOf(vip);
  // An IPv6 VIP is link-local, or routed: no subnet of the interface has to hold it.
  if (isIpv6(address)) return;
  const edge = edgeOf(address, subnets);
  if (edge) throw fail('lab.vip-unusable', { vip: address, subnet: formatSubnet(edge.subnet) });
  // Whose it is that is there already, checkOwnAddresses says.
  if (held.has(address) || subnets.some((subnet) => subnetContains(subnet, address))) return;
  const subnet = subnets[0] ? formatSubnet(subnets[0]) : '-';
  throw fail('lab.vip-outside-subnet', { vip: address, node: node.name, subnet });
}

/** The first and the last address of a subnet belong to nobody, but for point-to-point links (RFC 3021, 2.1). */
export function edgeOf(
  address: string,
  subnets: readonly Subnet[],
): { subnet: Subnet; edge: 'network' | 'broadcast' } | null {
  if (isIpv6(address)) return null;
  const value = ipv4ToNumber(address);
  for (const subnet of subnets) {
    if (subnet.prefix > 30) continue;
    if (value === subnet.network) return { subnet, edge: 'network' };
    if (value === subnet.network + subnet.size - 1) return { subnet, edge: 'broadcast' };
  }
  return null;
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
