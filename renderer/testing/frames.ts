import { arpRequestFrame, gratuitousArpFrame } from '../../protocol/wire/arp.ts';
import { decodeFrame } from '../../protocol/wire/decode-frame.ts';
import { encodeEthernet } from '../../protocol/wire/ethernet.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { encodeIpv4, PROTOCOL_VRRP } from '../../protocol/wire/ip.ts';
import { encodeVrrp, VRRP_GROUP_V4 } from '../../protocol/wire/vrrp.ts';

/** Frames for tests of the window, made and decoded by the project's own codecs. */

export const macs = ['02:4e:00:00:00:0b', '02:4e:00:00:00:0c'] as const;
export const hosts = ['10.77.0.11', '10.77.0.12'] as const;
export const vip = '10.77.0.100';

export function advertBytes(node: 0 | 1, priority: number, ttl = 255): Uint8Array {
  const advert = encodeVrrp(
    { version: 3, vrid: 51, priority, addresses: [vip], advertIntervalMs: 100 },
    hosts[node],
  );
  const packet = encodeIpv4(
    { src: hosts[node], dst: VRRP_GROUP_V4, ttl, protocol: PROTOCOL_VRRP, tos: 0xc0 },
    advert,
  );
  return encodeEthernet({ dst: '01:00:5e:00:00:12', src: macs[node], etherType: 0x0800 }, packet);
}

export const garpBytes = (node: 0 | 1) => gratuitousArpFrame(macs[node], vip);
export const arpBytes = () => arpRequestFrame('02:4e:00:00:00:01', '10.77.0.1', vip);

/** A capture that grows: frames with their numbers and bytes. */
export class TestCapture {
  readonly frames: Frame[] = [];
  readonly bytes = new Map<number, Uint8Array>();

  add(bytes: Uint8Array, atMs: number): Frame {
    const no = this.frames.length + 1;
    const tsNs = BigInt(Math.round(atMs * 1000)) * 1000n;
    const frame = decodeFrame(bytes, { no, tsNs, originalLength: bytes.length });
    this.frames.push(frame);
    this.bytes.set(no, bytes);
    return frame;
  }
}
