import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Wire } from '../bench/wire.ts';
import { NetworkNamespace } from '../support/network-namespace.ts';
import { cacheDirectory } from '../testbed/paths.ts';
import { ensureRootfs } from '../testbed/rootfs.ts';

/**
 * A small segment of network namespaces for tests that need many speakers in many constellations, where the test bed's
 * whole machines would be slow: a switch, two nodes and a client. Several can stand side by side; none touches the test
 * bed, and nothing on them is reachable from outside. Needs root.
 */
export const stationNames = ['a', 'b', 'client'] as const;
export type StationName = (typeof stationNames)[number];

export interface Station {
  name: StationName;
  namespace: NetworkNamespace;
  mac: string;
  ipv4: string;
  /** Link-local. */
  ipv6: string;
}

const plan: Record<StationName, { mac: string; ipv4: string; ipv6: string }> = {
  a: { mac: '02:00:0a:4e:00:0b', ipv4: '10.78.0.11', ipv6: 'fe80::a' },
  b: { mac: '02:00:0a:4e:00:0c', ipv4: '10.78.0.12', ipv6: 'fe80::b' },
  client: { mac: '02:00:0a:4e:00:32', ipv4: '10.78.0.50', ipv6: 'fe80::50' },
};

let opened = 0;

export class Segment {
  /** For files of the programs; gone with the segment. */
  readonly directory: string;
  /** The root file system of the test bed's nodes, with keepalived and FRR; not to be written to. */
  readonly root: string;
  readonly wire: Wire;
  readonly #switch: NetworkNamespace;
  readonly #stations: Record<StationName, Station>;

  private constructor(parts: {
    directory: string;
    root: string;
    wire: Wire;
    switch: NetworkNamespace;
    stations: Record<StationName, Station>;
  }) {
    this.directory = parts.directory;
    this.root = parts.root;
    this.wire = parts.wire;
    this.#switch = parts.switch;
    this.#stations = parts.stations;
  }

  static async open(): Promise<Segment> {
    const { path: root } = await ensureRootfs({ cache: cacheDirectory(), onProgress: () => {} });
    opened += 1;
    const tag = `seg-${process.pid}-${opened}`;
    const made: NetworkNamespace[] = [];
    const make = (name: string) => {
      const namespace = new NetworkNamespace(`${tag}-${name}`);
      made.push(namespace);
      return namespace;
    };
    try {
      const hub = make('switch');
      // No spanning tree and no learning delay: a port forwards as soon as it is up.
      hub.ip('link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0');
      // Promiscuous, so that unicast between the stations is captured too.
      hub.ip('link', 'set', 'br0', 'up', 'promisc', 'on');
      const station = (name: StationName): Station => {
        const namespace = make(name);
        const { mac, ipv4, ipv6 } = plan[name];
        hub.ip(
          'link',
          'add',
          'name',
          name,
          'type',
          'veth',
          'peer',
          'name',
          'eth0',
          'address',
          mac,
          'netns',
          namespace.name,
        );
        hub.ip('link', 'set', 'dev', name, 'master', 'br0', 'up');
        namespace.ip('link', 'set', 'eth0', 'addrgenmode', 'none');
        // A peer that sends router advertisements must not give the others addresses.
        namespace.run(() => writeFileSync('/proc/sys/net/ipv6/conf/all/accept_ra', '0'));
        namespace.run(() => writeFileSync('/proc/sys/net/ipv6/conf/eth0/accept_ra', '0'));
        namespace.ip('link', 'set', 'eth0', 'up');
        namespace.ip('address', 'add', `${ipv4}/24`, 'dev', 'eth0');
        namespace.ip('address', 'add', `${ipv6}/64`, 'dev', 'eth0', 'nodad');
        return { name, namespace, mac, ipv4, ipv6 };
      };
      const stations = { a: station('a'), b: station('b'), client: station('client') };
      const directory = mkdtempSync(join(tmpdir(), 'tandem-segment-'));
      const wire = await Wire.open('br0', hub.name);
      return new Segment({ directory, root, wire, switch: hub, stations });
    } catch (error) {
      for (const namespace of made) namespace.remove();
      throw error;
    }
  }

  station(name: StationName): Station {
    return this.#stations[name];
  }

  /** The cable of a station: pulled, its interface has no carrier. */
  plug(name: StationName, isIn: boolean): void {
    this.#switch.ip('link', 'set', 'dev', name, isIn ? 'up' : 'down');
  }

  /** The two nodes do not hear each other, and keep their carriers; the client hears both. */
  partition(isParted: boolean): void {
    for (const name of ['a', 'b'])
      execFileSync('bridge', [
        ...['-n', this.#switch.name, 'link', 'set', 'dev', name, 'isolated', isParted ? 'on' : 'off'],
      ]);
  }

  /** Addresses with their prefixes on all interfaces of a station but the loopback. */
  addresses(name: StationName): string[] {
    const text = this.station(name).namespace.ip('-o', 'address', 'show');
    return text
      .split('\n')
      .filter((line) => line !== '' && !/^\d+: lo\s/.test(line))
      .map((line) => /inet6? (\S+)/.exec(line)?.[1] ?? '');
  }

  async close(): Promise<void> {
    await this.wire.close();
    for (const { namespace } of Object.values(this.#stations)) namespace.remove();
    this.#switch.remove();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
