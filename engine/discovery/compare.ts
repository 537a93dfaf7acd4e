import type { DiscoveredHost, GoneHost, HostChange } from '../../protocol/contract/hosts.ts';
import type { LastScan, SeenHost } from '../history/last-scans.ts';

export type Verdict = Pick<DiscoveredHost, 'change' | 'changes'>;

/**
 * Two scans of one range. A host is its MAC address: an address that another one answers for has moved, and so has a MAC
 * address that answers elsewhere. Where a MAC address is not known, behind a router, the address has to do.
 */
export interface Comparison {
  /** Whether `verdict` depends on who else answers this scan: it is right only when all were asked. */
  mustWait(host: Pick<DiscoveredHost, 'ip' | 'mac'>): boolean;
  /** @param answers the MAC address that answers for an address in this scan: null for one not known, undefined for none */
  verdict(host: DiscoveredHost, answers: (ip: string) => string | null | undefined): Verdict;
  /** @param told every host of this scan, with its verdict */
  gone(told: readonly DiscoveredHost[]): GoneHost[];
}

export function compareWith(last: LastScan): Comparison {
  const byIp = new Map(last.hosts.map((host) => [host.ip, host]));
  const byMac = Map.groupBy(
    last.hosts.filter(({ mac }) => mac !== null),
    ({ mac }) => mac,
  );
  const othersOf = ({ ip, mac }: Pick<DiscoveredHost, 'ip' | 'mac'>): SeenHost[] => {
    const known = mac === null ? [] : (byMac.get(mac) ?? []);
    return known.some((host) => host.ip === ip) ? [] : known;
  };
  const moves = (host: DiscoveredHost, answers: (ip: string) => string | null | undefined): HostChange[] => {
    const before = byIp.get(host.ip);
    const changes: HostChange[] = [];
    if (before?.mac && host.mac !== null && before.mac !== host.mac)
      changes.push({ what: 'mac', before: before.mac });
    const others = othersOf(host);
    const left = others.find(({ ip }) => {
      const now = answers(ip);
      return now === undefined || (now !== null && now !== host.mac);
    });
    if (left) changes.push({ what: 'address', before: left.ip });
    else if (others[0] && !before) changes.push({ what: 'extra-address', before: others[0].ip });
    return changes;
  };
  return {
    mustWait: (host) => othersOf(host).length > 0,
    verdict: (host, answers) => {
      const before = byIp.get(host.ip);
      const changes = moves(host, answers);
      if (before) {
        const { banner, services } = seenOf(host);
        if (before.banner !== banner) changes.push({ what: 'ssh', before: before.banner });
        if (before.services !== services) changes.push({ what: 'services', before: before.services });
      }
      if (changes.length > 0) return { change: 'changed', changes };
      return { change: before ? 'same' : 'new' };
    },
    gone: (told) => {
      const there = new Set(told.map(({ ip }) => ip));
      const moved = new Set(
        told.flatMap(({ changes = [] }) =>
          changes.flatMap(({ what, before }) => (what === 'address' ? [before] : [])),
        ),
      );
      return last.hosts
        .filter(({ ip }) => !there.has(ip) && !moved.has(ip))
        .map(({ ip, mac, vendor, hostname }) => {
          const lastSeen = new Date(last.startedMs).toISOString();
          return { type: 'gone', ip, mac, vendor, hostname, lastSeen };
        });
    },
  };
}

/** What the next scan will be compared with. */
export function seenOf({ ip, mac, vendor, hostname, ssh, services }: DiscoveredHost): SeenHost {
  const ports = services.map(({ port }) => port).join(',');
  return { ip, mac, vendor, hostname, banner: ssh?.banner ?? null, services: ports || null };
}
