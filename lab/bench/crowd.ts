import { execFileSync } from 'node:child_process';
import { NetworkNamespace } from '../support/network-namespace.ts';

/** A segment with many small hosts and one that looks for them; gone with `remove`. Needs root, ip and nft. */
export interface Crowd {
  /** Where whoever looks for the others is; its interface is `eth0`, its address 10.79.0.1/24. */
  seeker: NetworkNamespace;
  addresses: string[];
  remove(): void;
}

export const crowdCidr = '10.79.0.0/24';

/**
 * Every host has a network namespace and a MAC address of its own behind a switch that loses `lossPercent` of all
 * frames, each way. Their addresses are spread over the range.
 */
export function openCrowd(hosts: number, lossPercent: number): Crowd {
  const made: NetworkNamespace[] = [];
  const make = (name: string) => {
    const namespace = new NetworkNamespace(`crowd-${process.pid}-${name}`);
    made.push(namespace);
    return namespace;
  };
  const remove = () => {
    for (const namespace of made.toReversed()) namespace.remove();
  };
  try {
    const hub = make('switch');
    hub.ip('link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0');
    hub.ip('link', 'set', 'br0', 'up');
    const join = (name: string, address: string) => {
      const namespace = make(name);
      const peer = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace.name];
      hub.ip('link', 'add', 'name', name, ...peer);
      hub.ip('link', 'set', 'dev', name, 'master', 'br0', 'up');
      namespace.ip('link', 'set', 'eth0', 'up');
      namespace.ip('address', 'add', `${address}/24`, 'dev', 'eth0');
      return namespace;
    };
    const seeker = join('seeker', '10.79.0.1');
    const addresses = Array.from({ length: hosts }, (_, index) => `10.79.0.${5 + index * 7}`);
    for (const [index, address] of addresses.entries()) join(`host${index}`, address);
    const rules = `table bridge loss {
  chain forward { type filter hook forward priority 0; numgen random mod 100 < ${lossPercent} drop; }
}`;
    if (lossPercent > 0) execFileSync('ip', ['netns', 'exec', hub.name, 'nft', '-f', '-'], { input: rules });
    return { seeker, addresses, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
