import { parseArgs } from 'node:util';
import { nowNs } from '../../agent/clock.ts';
import { PacketReceiver } from '../../agent/native/packet-socket.ts';
import { captureFilter } from '../../agent/sniff/filter.ts';

/**
 * Counts the adverts that come in on an interface, in a process of its own that does little with each:
 * `node advert-count.ts --index N --seconds N`. Prints an AdvertCount as JSON. Needs root.
 */
export interface AdvertCount {
  adverts: number;
  /** Virtual routers that were heard. */
  routers: number;
  /** The longest time between two adverts of one virtual router; 0 where none spoke twice. */
  worstGapMs: number;
  /** By the kernel, for want of room: then the other numbers are too small. */
  dropped: number;
}

/** Behind an Ethernet and an IPv4 header without options. */
const VRID = 14 + 20 + 1;
const SNAP_LENGTH = 64;
const RECEIVE_BUFFER_BYTES = 16 * 1024 * 1024;

const { values } = parseArgs({ options: { index: { type: 'string' }, seconds: { type: 'string' } } });
const filter = captureFilter(['vrrp']);
const receiver = new PacketReceiver({
  index: Number(values.index),
  etherType: 0x0800,
  snapLength: SNAP_LENGTH,
  receiveBufferBytes: RECEIVE_BUFFER_BYTES,
  ...(filter === undefined ? {} : { filter }),
  clockNs: nowNs,
});
const lastNs = new Map<number, bigint>();
let adverts = 0;
let worstGapNs = 0n;
receiver.start({
  frame: (bytes, _length, tsNs) => {
    const vrid = bytes[VRID] ?? 0;
    const previousNs = lastNs.get(vrid);
    if (previousNs !== undefined && tsNs - previousNs > worstGapNs) worstGapNs = tsNs - previousNs;
    lastNs.set(vrid, tsNs);
    adverts += 1;
  },
  failed: (error) => {
    throw error;
  },
});
setTimeout(() => {
  const dropped = receiver.takeKernelDrops();
  receiver.close();
  const count: AdvertCount = { adverts, routers: lastNs.size, worstGapMs: Number(worstGapNs) / 1e6, dropped };
  process.stdout.write(`${JSON.stringify(count)}\n`);
}, Number(values.seconds) * 1000);
