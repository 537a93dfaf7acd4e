import { fail } from '../../protocol/contract/problem.ts';
import { LINKTYPE_ETHERNET } from '../../protocol/wire/pcapng-writer.ts';
import { nowNs } from '../clock.ts';
import { ETH_P_ALL, PacketReceiver } from '../native/packet-socket.ts';
import { Netlink } from '../netlink/netlink.ts';
import { watchLinks } from '../netlink/watch.ts';
import { captureFilter, type FilterName } from './filter.ts';
import type { FrameSource } from './source.ts';

const SNAP_LENGTH = 2048;
const RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;

/**
 * Frames with their link layer through AF_PACKET, own outgoing ones included.
 * @throws ProblemError capture.interface-missing; SystemError EPERM
 */
export function openPacketSource(interfaceName: string, filters: FilterName[]): FrameSource {
  const netlink = new Netlink();
  const links = netlink.links();
  netlink.close();
  const index = links.find((link) => link.name === interfaceName)?.index;
  if (index === undefined) {
    const available = links.map((link) => link.name).join(', ');
    throw fail('capture.interface-missing', { interface: interfaceName, available });
  }
  const filter = captureFilter(filters);
  const receiver = new PacketReceiver({
    index,
    etherType: ETH_P_ALL,
    snapLength: SNAP_LENGTH,
    receiveBufferBytes: RECEIVE_BUFFER_BYTES,
    ...(filter ? { filter } : {}),
    clockNs: nowNs,
  });
  let drops = 0;
  let watch: { close(): void } | undefined;
  return {
    capture: 'af-packet',
    linkType: LINKTYPE_ETHERNET,
    start(sink) {
      receiver.start({ frame: sink.frame, failed: (error) => sink.ended(error.message) });
      watch = watchLinks((link, gone) => {
        if (gone && link.index === index) sink.ended(`interface ${interfaceName} was removed`);
      });
    },
    kernelDrops() {
      drops += receiver.takeKernelDrops();
      return drops;
    },
    close() {
      watch?.close();
      receiver.close();
    },
  };
}
