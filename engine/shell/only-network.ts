import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import { formatSubnet, parseSubnet } from '../platform/subnet.ts';
import { UsageError } from './exit-status.ts';

/**
 * The network of this machine's only interface that is up, or of the one that is named.
 * @throws UsageError where there is none, or a choice, which it names
 */
export function onlyNetwork(interfaces: readonly NetworkInterface[], wanted: string | undefined): string {
  const networks = interfaces
    .filter(({ name, up }) => up && (wanted === undefined || name === wanted))
    .flatMap(({ name, addresses }) => addresses.map((address) => ({ name, subnet: parseSubnet(address) })))
    .flatMap(({ name, subnet }) => (subnet ? [{ name, cidr: formatSubnet(subnet) }] : []));
  const [only] = networks;
  if (only && networks.length === 1) return only.cidr;
  const choice = networks.map(({ name, cidr }) => `${cidr} (${name})`).join(', ');
  throw new UsageError(`CIDR is missing${choice && `; this machine is in ${choice}`}`);
}
