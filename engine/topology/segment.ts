import { lookup } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import type { Lab, LabNode } from '../../protocol/lab/schema.ts';
import { interfaceToward } from '../discovery/interfaces.ts';
import { type AskSsh, resolveEndpoint } from '../ssh/ssh-config.ts';
import { addressOf } from './evidence.ts';

/** The local interface on the segment of a lab's nodes; null where this machine is not on it. Never rejects. */
export type SegmentOf = (lab: Lab) => Promise<string | null>;

/**
 * By the VIPs, whose subnet is where the adverts are: the nodes may be reached over another network. Where no
 * interface's subnet holds one (IPv6, or a VIP from elsewhere) by the nodes' own addresses.
 *
 * @param addressOfNode null where a name has no address that this machine itself would connect to
 */
export function createSegmentOf(
  interfaces: () => readonly NetworkInterface[],
  addressOfNode: (node: LabNode) => Promise<string | null>,
): SegmentOf {
  return async ({ virtualRouters, nodes }) => {
    const known = interfaces();
    for (const vip of virtualRouters.flatMap(({ vips }) => vips)) {
      const found = interfaceToward(addressOf(vip), known);
      if (found) return found;
    }
    for (const node of nodes) {
      const address = isIPv4(node.host) ? node.host : await addressOfNode(node).catch(() => null);
      const found = address && interfaceToward(address, known);
      if (found) return found;
    }
    return null;
  };
}

/** The IPv4 address behind ssh's HostName; null behind a jump, where a name may mean another host. */
export async function addressBySsh({ host, port, user }: LabNode, ask: AskSsh): Promise<string | null> {
  const { hostName, jumps } = await resolveEndpoint({ host, port, user }, ask);
  if (jumps.length > 0) return null;
  return (await lookup(hostName, { family: 4 })).address;
}
