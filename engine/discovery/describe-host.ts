import type { DiscoveredHost } from '../../protocol/contract/hosts.ts';
import type { HostName } from './names.ts';
import { readNeighbours } from './neighbours.ts';
import { probePort } from './port-probe.ts';
import { vendorOf } from './vendors.ts';

const services = [
  { port: 80, name: 'http' },
  { port: 443, name: 'https' },
  { port: 8080, name: 'http-alt' },
];
/** A host of the segment answers within a few milliseconds; whoever drops the connect takes all of it. */
const portMs = 200;
const bannerMs = 1000;

export interface Description {
  host: DiscoveredHost;
  /** Resolves to its name where that was not known in time; null where it has none. */
  lateName: Promise<HostName | null>;
}

/** `banner` is undefined where port 22 was not asked yet. */
export interface KnownOfHost {
  mac: string | null;
  banner?: string | null;
}

/** What can be seen of a host without logging in. */
export async function describeHost(
  ip: string,
  known: KnownOfHost,
  naming: Promise<HostName | null>,
  elapsedMs: () => number,
): Promise<Description> {
  const [banner, open, mac] = await Promise.all([
    known.banner === undefined ? sshBanner(ip) : known.banner,
    Promise.all(
      services.map(async (service) => {
        const { kind } = await probePort(ip, service.port, portMs, false);
        return kind === 'open' ? [service] : [];
      }),
    ),
    known.mac ?? macOf(ip),
  ]);
  const name = await Promise.race([naming, Promise.resolve(undefined)]);
  const host: DiscoveredHost = {
    type: 'host',
    ip,
    mac,
    vendor: mac === null ? null : await vendorOf(mac),
    hostname: name?.hostname ?? null,
    ssh: banner === null ? null : { banner },
    services: open.flat(),
    elapsedMs: elapsedMs(),
  };
  return { host, lateName: name === undefined ? naming : Promise.resolve(null) };
}

async function macOf(ip: string): Promise<string | null> {
  return (await readNeighbours()).find((neighbour) => neighbour.ip === ip)?.mac ?? null;
}

/** A server that is slow to greet is still one; whoever drops the connect has none. */
async function sshBanner(ip: string): Promise<string | null> {
  const { kind } = await probePort(ip, 22, portMs, false);
  if (kind !== 'open') return null;
  const answer = await probePort(ip, 22, bannerMs, true);
  return answer.kind === 'open' ? answer.banner : null;
}
