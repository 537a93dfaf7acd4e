import { fail } from '../../protocol/contract/problem.ts';
import { PacketSender } from '../native/packet-socket.ts';
import type { Netlink } from '../netlink/netlink.ts';
import type { VipEntry } from './vip-file.ts';

/** An interface of this machine that adverts use. */
export interface NodeInterface {
  name: string;
  index: number;
  mac: string;
  running: boolean;
  /** The primary IPv4 address: adverts come from it, ties are decided by it. */
  address: string;
  packets: PacketSender;
}

/**
 * @param vips addresses that cannot be the primary one, since they come and go
 * @throws ProblemError host.interface-missing; agent.config-invalid where the interface has no address of its own;
 * SystemError where the system refuses a socket
 */
export function openInterface(netlink: Netlink, name: string, vips: VipEntry[], node: string): NodeInterface {
  const links = netlink.links();
  const link = links.find((candidate) => candidate.name === name);
  if (link === undefined) {
    const available = links.map((candidate) => candidate.name).join(', ');
    throw fail('host.interface-missing', { host: node, interface: name, available });
  }
  const primary = netlink
    .addresses()
    .find(
      ({ index, secondary, address }) =>
        index === link.index && !secondary && !vips.some((vip) => vip.address === address),
    );
  if (primary === undefined)
    throw fail('agent.config-invalid', {
      path: 'interface',
      detail: `${name} has no IPv4 address of its own`,
    });
  const { index, mac, running } = link;
  return { name, index, mac, running, address: primary.address, packets: new PacketSender(index) };
}
