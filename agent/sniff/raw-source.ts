import { readFileSync } from 'node:fs';
import raw, { type Socket } from 'raw-socket';
import { LINKTYPE_IPV4 } from '../../protocol/wire/pcapng-writer.ts';
import { nowNs } from '../clock.ts';
import { bindToDevice, joinVrrpGroup } from '../native/vrrp-socket-options.ts';
import type { FilterName } from './filter.ts';
import type { FrameSource } from './source.ts';

const protocolByFilter: Record<FilterName, number | null> = { vrrp: 112, icmp: 1, arp: null };

/**
 * The second best: IPv4 packets that this machine receives, one raw socket per protocol. No link layer, so no MAC
 * addresses and no ARP; no outgoing packets; stamped when read.
 * @throws Error with the system's words, "Operation not permitted" among them
 */
export function openRawSource(interfaceName: string, filters: FilterName[]): FrameSource {
  const wanted: FilterName[] = filters.length === 0 ? ['vrrp', 'icmp'] : filters;
  const sockets: Socket[] = [];
  for (const name of wanted) {
    const protocol = protocolByFilter[name];
    if (protocol === null) continue;
    const socket = raw.createSocket({ protocol, bufferSize: 65_536 });
    sockets.push(socket);
    bindToDevice(socket, interfaceName);
    if (protocol === 112) joinVrrpGroup(socket, interfaceIndex(interfaceName));
  }
  return {
    capture: 'raw-socket',
    linkType: LINKTYPE_IPV4,
    start(sink) {
      for (const socket of sockets) {
        socket.on('message', (buffer) => sink.frame(buffer, buffer.length, nowNs()));
        socket.on('error', (error) => sink.ended(error.message));
      }
    },
    kernelDrops: () => 0,
    close() {
      for (const socket of sockets) socket.close();
    },
  };
}

/** Without netlink, what sysfs says. */
function interfaceIndex(interfaceName: string): number {
  return Number(readFileSync(`/sys/class/net/${interfaceName}/ifindex`, 'utf8'));
}
