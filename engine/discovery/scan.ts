import type { DiscoveryItem } from '../../protocol/contract/hosts.ts';
import { fail } from '../../protocol/contract/problem.ts';
import { hostAddresses, parseSubnet } from '../platform/subnet.ts';
import { describeHost } from './describe-host.ts';
import { readNeighbours } from './neighbours.ts';
import { probePort } from './port-probe.ts';

const largestRange = 1024;
const probesAtOnce = 128;
const connectTimeoutMs = 1500;

export interface ScanOptions {
  cidr: string;
  /** Addresses of this machine: not hosts to be found. */
  ownAddresses: readonly string[];
  /**
   * Asks the range by ARP and tells each host as it answers; resolves to whether it could. Null where this machine may
   * not, or is not on the segment.
   */
  sweep:
    | ((range: { from: string; to: string }, onHost: (ip: string, mac: string) => void) => Promise<boolean>)
    | null;
  onItem: (item: DiscoveryItem) => Promise<void>;
  isCancelled: () => boolean;
}

/**
 * Finds the hosts of a range and reports them as they answer: by ARP through the tap where that is allowed, which also
 * finds hosts that drop everything else; otherwise without any privilege.
 * Rejects with discovery.range-invalid or discovery.range-too-large.
 */
export async function scan({ cidr, ownAddresses, sweep, onItem, isCancelled }: ScanOptions): Promise<void> {
  const subnet = parseSubnet(cidr);
  if (!subnet) throw fail('discovery.range-invalid', { cidr });
  if (subnet.size > largestRange)
    throw fail('discovery.range-too-large', { cidr, hosts: subnet.size, limit: largestRange });
  const started = performance.now();
  const elapsedMs = () => Math.round(performance.now() - started);
  const addresses = hostAddresses(subnet).filter((address) => !ownAddresses.includes(address));
  const found = new Map<string, Promise<void>>();

  const report = async (ip: string, known: { mac: string | null; banner?: string | null }) => {
    const { host, lateName } = await describeHost(ip, known, elapsedMs);
    if (isCancelled()) return;
    await onItem(host);
    const hostname = await lateName;
    if (hostname !== null && !isCancelled()) await onItem({ type: 'name', ip, hostname });
  };
  const find = (ip: string, known: Parameters<typeof report>[1]) => {
    if (!found.has(ip) && !isCancelled()) found.set(ip, report(ip, known));
  };

  const range = { from: addresses[0] ?? '', to: addresses.at(-1) ?? '' };
  const isSwept =
    sweep !== null &&
    addresses.length > 0 &&
    (await sweep(range, (ip, mac) => {
      if (!ownAddresses.includes(ip)) find(ip, { mac });
    }));
  if (!isSwept) await connectToAll(addresses, find, onItem, isCancelled);
  await Promise.all(found.values());
  await onItem({ type: 'done', hosts: found.size, elapsedMs: elapsedMs() });
}

/**
 * Without any privilege: a TCP connect to port 22 makes the kernel ask for the MAC address, so that a host which drops
 * the connect is still found in the neighbour table.
 */
async function connectToAll(
  addresses: readonly string[],
  find: (ip: string, known: { mac: null; banner?: string | null }) => void,
  onItem: ScanOptions['onItem'],
  isCancelled: () => boolean,
): Promise<void> {
  let probed = 0;
  const queue = addresses.values();
  const worker = async () => {
    for (const ip of queue) {
      if (isCancelled()) return;
      const answer = await probePort(ip, 22, connectTimeoutMs, true);
      probed++;
      if (answer.kind !== 'silent')
        find(ip, { mac: null, banner: answer.kind === 'open' ? answer.banner : null });
      if (probed % 32 === 0) await onItem({ type: 'progress', probed, total: addresses.length });
    }
  };
  await Promise.all(Array.from({ length: probesAtOnce }, worker));
  const wanted = new Set(addresses);
  for (const { ip } of await readNeighbours()) if (wanted.has(ip)) find(ip, { mac: null, banner: null });
}
