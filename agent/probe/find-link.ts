import { fail } from '../../protocol/contract/problem.ts';
import type { Link } from '../netlink/messages.ts';
import { Netlink } from '../netlink/netlink.ts';

/** @throws ProblemError capture.interface-missing */
export function findLink(name: string): Link {
  const netlink = new Netlink();
  const links = netlink.links();
  netlink.close();
  const link = links.find((candidate) => candidate.name === name);
  if (link) return link;
  const available = links.map((candidate) => candidate.name).join(', ');
  throw fail('capture.interface-missing', { interface: name, available });
}

/** Its IPv6 link-local address. @throws ProblemError agent.interface-unready where it has none that is usable */
export function findLinkLocal(name: string, index: number): string {
  const netlink = new Netlink();
  const listed = netlink.addresses();
  netlink.close();
  const own = listed.find(
    (entry) => entry.index === index && entry.address.startsWith('fe80:') && !entry.tentative,
  );
  if (own) return own.address;
  const detail = `${name} has no link-local IPv6 address of its own`;
  throw fail('agent.interface-unready', { path: 'interface', detail });
}
