import { reverse } from 'node:dns/promises';
import type { DiscoveredHost, DiscoveryItem } from '../../protocol/contract/hosts.ts';
import { fail } from '../../protocol/contract/problem.ts';
import { hostAddresses, parseSubnet } from '../platform/subnet.ts';
import { readNeighbours } from './neighbours.ts';
import { probePort } from './port-probe.ts';

const largestRange = 1024;
const probesAtOnce = 128;
const connectTimeoutMs = 1500;
const nameTimeoutMs = 500;
const services = [
  { port: 80, name: 'http' },
  { port: 443, name: 'https' },
  { port: 8080, name: 'http-alt' },
];

interface ScanOptions {
  cidr: string;
  /** Addresses of this machine: not hosts to be found. */
  ownAddresses: readonly string[];
  onItem: (item: DiscoveryItem) => Promise<void>;
  isCancelled: () => boolean;
}

/**
 * Finds hosts without any privilege: a TCP connect to port 22 makes the kernel ask for the MAC address, so that a host
 * which drops the connect is still found in the neighbour table. Hosts are reported as they answer.
 * Rejects with discovery.range-invalid or discovery.range-too-large.
 */
export async function scan({ cidr, ownAddresses, onItem, isCancelled }: ScanOptions): Promise<void> {
  const subnet = parseSubnet(cidr);
  if (!subnet) throw fail('discovery.range-invalid', { cidr });
  if (subnet.size > largestRange)
    throw fail('discovery.range-too-large', { cidr, hosts: subnet.size, limit: largestRange });
  const started = performance.now();
  const elapsedMs = () => Math.round(performance.now() - started);
  const addresses = hostAddresses(subnet).filter((address) => !ownAddresses.includes(address));
  const found = new Set<string>();
  let probed = 0;

  const report = async (ip: string, banner: string | null) => {
    found.add(ip);
    await onItem(await describeHost(ip, banner, elapsedMs));
  };

  const queue = addresses.values();
  const worker = async () => {
    for (const ip of queue) {
      if (isCancelled()) return;
      const answer = await probePort(ip, 22, connectTimeoutMs, true);
      probed++;
      if (answer.kind !== 'silent') await report(ip, answer.kind === 'open' ? answer.banner : null);
      if (probed % 32 === 0) await onItem({ type: 'progress', probed, total: addresses.length });
    }
  };
  await Promise.all(Array.from({ length: probesAtOnce }, worker));

  const wanted = new Set(addresses);
  for (const { ip } of await readNeighbours())
    if (wanted.has(ip) && !found.has(ip) && !isCancelled()) await report(ip, null);
  await onItem({ type: 'done', hosts: found.size, elapsedMs: elapsedMs() });
}

async function describeHost(
  ip: string,
  banner: string | null,
  elapsedMs: () => number,
): Promise<DiscoveredHost> {
  const [hostname, answers, neighbours] = await Promise.all([
    reverseName(ip),
    Promise.all(
      services.map(async (service) => ({ service, answer: await probePort(ip, service.port, 400, false) })),
    ),
    readNeighbours(),
  ]);
  return {
    type: 'host',
    ip,
    mac: neighbours.find((neighbour) => neighbour.ip === ip)?.mac ?? null,
    vendor: null,
    hostname,
    ssh: banner === null ? null : { banner },
    services: answers.filter(({ answer }) => answer.kind === 'open').map(({ service }) => service),
    elapsedMs: elapsedMs(),
  };
}

async function reverseName(ip: string): Promise<string | null> {
  const timeout = new Promise<string[]>((resolve) => setTimeout(() => resolve([]), nameTimeoutMs).unref());
  try {
    return (await Promise.race([reverse(ip), timeout]))[0] ?? null;
  } catch {
    return null;
  }
}
