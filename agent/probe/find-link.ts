import { fail } from '../../protocol/contract/problem.ts';
import { Netlink } from '../netlink/netlink.ts';

/** @throws ProblemError capture.interface-missing */
export function findLink(name: string): { index: number; mac: string } {
  const netlink = new Netlink();
  const links = netlink.links();
  netlink.close();
  const link = links.find((candidate) => candidate.name === name);
  if (link) return link;
  const available = links.map((candidate) => candidate.name).join(', ');
  throw fail('capture.interface-missing', { interface: name, available });
}
