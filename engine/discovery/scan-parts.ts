import type { NetworkInterface } from '../../protocol/contract/hosts.ts';
import { fail } from '../../protocol/contract/problem.ts';
import type { AbortSignalLike } from '../../protocol/rpc/handlers.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import type { LastScans } from '../history/last-scans.ts';
import type { Clock } from '../platform/clock.ts';
import { formatSubnet, parseSubnet, subnetContains } from '../platform/subnet.ts';
import { arpSweep } from './arp-sweep.ts';
import { segmentOf } from './interfaces.ts';
import { openMdns } from './mdns.ts';
import { nameOf } from './names.ts';
import type { ScanOptions } from './scan.ts';
import { readVendors } from './vendors.ts';

interface Surroundings {
  tap: TapCommand;
  interfaces: () => NetworkInterface[];
  lastScans: LastScans;
  clock: Clock;
}

/** What a scan takes from this machine: the interface to ask on, its sockets, and what the last scan left. */
export type ScanParts = Pick<ScanOptions, 'sweep' | 'nameOf' | 'ownAddresses' | 'last' | 'keep'>;

/** Lends the parts to `use`; its sockets are closed when that is settled. Rejects with capture.interface-missing. */
export function createScanParts({ tap, interfaces, lastScans, clock }: Surroundings) {
  return async (
    { cidr, interface: name }: { cidr: string; interface?: string | undefined },
    signal: AbortSignalLike,
    use: (parts: ScanParts) => Promise<void>,
  ): Promise<void> => {
    const all = interfaces();
    if (name !== undefined && !all.some((entry) => entry.name === name)) {
      const available = all.map((entry) => entry.name).join(', ');
      throw fail('capture.interface-missing', { interface: name, available });
    }
    const range = parseSubnet(cidr);
    const segment =
      range && segmentOf(range, name === undefined ? all : all.filter((entry) => entry.name === name));
    const key = `${segment?.interface ?? 'routed'} ${range ? formatSubnet(range) : cidr}`;
    const startedMs = clock.now();
    const mdns = segment && openMdns(segment.own);
    void readVendors();
    // Behind a router nobody answers ARP or multicast DNS: there the scan connects.
    const isNear = (ip: string) => segment !== null && subnetContains(segment.subnet, ip);
    try {
      await use({
        sweep:
          tap.refusal === null && segment
            ? {
                reaches: isNear,
                ask: (asked, voice) => {
                  const target = { interface: segment.interface, source: segment.own, ...asked };
                  return arpSweep(tap.argv, target, voice, signal);
                },
              }
            : null,
        nameOf: (ip) => nameOf(ip, isNear(ip) ? mdns : null),
        ownAddresses: all.flatMap((entry) => entry.addresses.map((own) => own.split('/')[0] ?? own)),
        last: lastScans.of(key),
        keep: (hosts) => lastScans.keep(key, { startedMs, hosts }),
      });
    } finally {
      mdns?.close();
    }
  };
}
