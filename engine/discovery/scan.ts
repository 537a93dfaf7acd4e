import type { DiscoveredHost, DiscoveryItem } from '../../protocol/contract/hosts.ts';
import { fail } from '../../protocol/contract/problem.ts';
import { aboutScanSeconds, askedAtMost, askedWithoutConsent } from '../../protocol/contract/scan-range.ts';
import type { LastScan, SeenHost } from '../history/last-scans.ts';
import { atMost } from '../platform/at-most.ts';
import { hostAddresses, parseSubnet } from '../platform/subnet.ts';
import type { SweepVoice } from './arp-sweep.ts';
import { compareWith, seenOf } from './compare.ts';
import { connectSweep } from './connect-sweep.ts';
import { type Description, describeHost, type KnownOfHost } from './describe-host.ts';
import type { HostName } from './names.ts';

/** A segment on which everything answers must not use up the machine's sockets. */
const describedAtOnce = 64;

export interface ScanOptions {
  cidr: string;
  /** Whether a person agreed to more than `askedWithoutConsent` addresses. */
  wide: boolean;
  /** Addresses of this machine: not hosts to be found. */
  ownAddresses: readonly string[];
  /** Null where this machine may not ask by ARP, or is not on the segment. */
  sweep: {
    /** Whether no router is between. */
    reaches(ip: string): boolean;
    /** Resolves to whether it could. */
    ask(range: { from: string; to: string }, voice: SweepVoice): Promise<boolean>;
  } | null;
  nameOf: (ip: string) => Promise<HostName | null>;
  /** What the last scan of this range found, or null; and where this one is kept once it came to its end. */
  last: LastScan | null;
  keep: (hosts: SeenHost[]) => void;
  onItem: (item: DiscoveryItem) => Promise<void>;
  isCancelled: () => boolean;
}

/**
 * Finds the hosts of a range and reports them as they answer: by ARP through the tap where that is allowed, which also
 * finds hosts that drop everything else; otherwise without any privilege. Each is compared with the last scan.
 * Rejects with discovery.range-invalid, discovery.range-wide or discovery.range-too-large.
 */
export async function scan(options: ScanOptions): Promise<void> {
  const { ownAddresses, sweep, last, onItem, isCancelled } = options;
  const addresses = addressesOf(options);
  const started = performance.now();
  const elapsedMs = () => Math.round(performance.now() - started);
  const inTurn = atMost(describedAtOnce);
  const describing = new Map<string, Promise<Description>>();
  const hosts = new Map<string, DiscoveredHost>();
  const told: Promise<void>[] = [];
  const comparison = last && compareWith(last);
  const { promise: allAsked, resolve: setAllAsked } = Promise.withResolvers<void>();

  const describe = async (ip: string, known: KnownOfHost): Promise<Description> => {
    const description = await describeHost(ip, known, options.nameOf(ip), elapsedMs);
    hosts.set(ip, description.host);
    return description;
  };
  const judge = async (host: DiscoveredHost): Promise<DiscoveredHost> => {
    if (!comparison) return host;
    if (comparison.mustWait(host)) {
      await allAsked;
      await Promise.all(describing.values());
    }
    return { ...host, ...comparison.verdict(host, (ip) => hosts.get(ip)?.mac) };
  };
  const report = async (description: Promise<Description>) => {
    const { host, lateName } = await description;
    const judged = await judge(host);
    if (isCancelled()) return;
    hosts.set(host.ip, judged);
    await onItem(judged);
    const name = await lateName;
    if (name === null || isCancelled()) return;
    hosts.set(host.ip, { ...judged, hostname: name.hostname });
    await onItem({ type: 'name', ip: host.ip, ...name });
  };
  const find = (ip: string, known: KnownOfHost) => {
    if (describing.has(ip) || isCancelled()) return;
    const description = inTurn(() => describe(ip, known));
    describing.set(ip, description);
    told.push(report(description));
  };

  const asked = { near: 0, far: 0 };
  const onAsked = (part: keyof typeof asked) => (count: number) => {
    asked[part] = count;
    void onItem({ type: 'progress', probed: asked.near + asked.far, total: addresses.length });
  };
  const onHost = (ip: string, mac: string) => {
    if (!ownAddresses.includes(ip)) find(ip, { mac });
  };
  const near = sweep ? addresses.filter(sweep.reaches) : [];
  const far = sweep ? addresses.filter((ip) => !sweep.reaches(ip)) : addresses;
  const connect = (part: keyof typeof asked, to: string[]) =>
    connectSweep(to, find, onAsked(part), isCancelled);
  const sweepNear = async () => {
    const [from, to] = [near[0], near.at(-1)];
    if (!sweep || !from || !to) return;
    if (!(await sweep.ask({ from, to }, { onHost, onAsked: onAsked('near') }))) await connect('near', near);
  };
  await Promise.all([sweepNear(), connect('far', far)]);
  setAllAsked();
  await Promise.all(told);
  if (isCancelled()) return;
  const all = [...hosts.values()];
  for (const gone of comparison?.gone(all) ?? []) await onItem(gone);
  options.keep(all.map(seenOf));
  const comparedWith = last && { comparedWith: new Date(last.startedMs).toISOString() };
  await onItem({ type: 'done', hosts: all.length, elapsedMs: elapsedMs(), ...comparedWith });
}

function addressesOf({ cidr, wide, sweep, ownAddresses }: ScanOptions): string[] {
  const subnet = parseSubnet(cidr);
  if (!subnet) throw fail('discovery.range-invalid', { cidr });
  const { size } = subnet;
  if (size > askedAtMost) throw fail('discovery.range-too-large', { cidr, hosts: size, limit: askedAtMost });
  const addresses = hostAddresses(subnet).filter((address) => !ownAddresses.includes(address));
  if (size > askedWithoutConsent && !wide) {
    const near = sweep ? addresses.filter(sweep.reaches).length : 0;
    const seconds = Math.max(aboutScanSeconds(near, true), aboutScanSeconds(addresses.length - near, false));
    throw fail('discovery.range-wide', { cidr, hosts: size, limit: askedWithoutConsent, seconds });
  }
  return addresses;
}
