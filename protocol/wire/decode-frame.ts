import { ARP_LENGTH, ARP_REPLY, ARP_REQUEST, type Arp, decodeArp } from './arp.ts';
import { checksumFits } from './checksum.ts';
import { decodeEthernet, ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from './ethernet.ts';
import type { Frame, FrameArp, FrameIcmp, FrameMeta, FrameProblem, FrameVrrp } from './frame.ts';
import { decodeIcmpEcho } from './icmp.ts';
import { arpInfo, icmpInfo, ndpInfo, otherInfo, vrrpInfo } from './info.ts';
import { decodeIp, type Ip, PROTOCOL_ICMP, PROTOCOL_ICMPV6, PROTOCOL_VRRP, pseudoHeader } from './ip.ts';
import { decodeLinuxSll } from './linux-sll.ts';
import { decodeNeighbourAdvertisement } from './ndp.ts';
import { decodeVrrp } from './vrrp.ts';

/**
 * What a frame starts with. `ip`: no link header (LINKTYPE_RAW 101, LINKTYPE_IPV4 228, LINKTYPE_IPV6 229); `linux-sll`,
 * `linux-sll2`: what capturing on all interfaces gives; `unknown`: something that is not read.
 */
export type LinkLayer = 'ethernet' | 'ip' | 'linux-sll' | 'linux-sll2' | 'unknown';

/** Decodes whatever it is given: what cannot be read becomes a problem of the frame, never an exception. */
export function decodeFrame(bytes: Uint8Array, meta: FrameMeta, linkLayer: LinkLayer = 'ethernet'): Frame {
  const frame: Frame = {
    no: meta.no,
    ts: timestampText(meta.tsNs),
    length: meta.originalLength,
    protocol: 'other',
    problems: [],
    info: '',
  };
  if (linkLayer === 'ethernet') decodeEthernetLayer(frame, bytes);
  else if (linkLayer === 'ip') decodeIpLayer(frame, bytes);
  else if (linkLayer === 'unknown') {
    frame.problems.push('link-type-unknown');
    frame.info = `Frame of a link type that is not decoded, ${bytes.length} bytes`;
  } else decodeLinuxSllLayer(frame, bytes, linkLayer === 'linux-sll' ? 1 : 2);
  return frame;
}

/** Decimal seconds with nine digits. */
export function timestampText(tsNs: bigint): string {
  const text = tsNs.toString().padStart(10, '0');
  return `${text.slice(0, -9)}.${text.slice(-9)}`;
}

function decodeEthernetLayer(frame: Frame, bytes: Uint8Array): void {
  const ethernet = decodeEthernet(bytes);
  if (ethernet === undefined) {
    frame.problems.push('truncated');
    frame.info = `Only ${bytes.length} bytes of an Ethernet frame`;
    return;
  }
  const { src, dst, vlan, etherType, headerLength } = ethernet;
  frame.link = { src, dst, ...(vlan === undefined ? {} : { vlan }) };
  decodePayload(frame, etherType, bytes.subarray(headerLength), src);
}

/** The frame has no `link`: only the sender's address is known. */
function decodeLinuxSllLayer(frame: Frame, bytes: Uint8Array, version: 1 | 2): void {
  const sll = decodeLinuxSll(bytes, version);
  if (sll === undefined) {
    frame.problems.push('truncated');
    frame.info = `Only ${bytes.length} bytes of a Linux cooked frame`;
    return;
  }
  decodePayload(frame, sll.etherType, bytes.subarray(sll.headerLength), sll.src ?? 'an unknown sender');
}

function decodePayload(frame: Frame, etherType: number, payload: Uint8Array, from: string): void {
  if (etherType === ETHERTYPE_ARP) decodeArpLayer(frame, payload);
  else if (etherType === ETHERTYPE_IPV4 || etherType === ETHERTYPE_IPV6) decodeIpLayer(frame, payload);
  else if (etherType < 0x0600) frame.info = `IEEE 802.3 frame from ${from}`;
  else frame.info = `EtherType 0x${etherType.toString(16).padStart(4, '0')} from ${from}`;
}

function decodeArpLayer(frame: Frame, payload: Uint8Array): void {
  frame.protocol = 'arp';
  const arp = decodeArp(payload);
  if (arp) {
    frame.arp = frameArp(arp);
    frame.info = arpInfo(frame.arp);
    return;
  }
  frame.problems.push(payload.length < ARP_LENGTH ? 'truncated' : 'arp-malformed');
  frame.info = 'ARP that cannot be read';
}

function frameArp(arp: Arp): FrameArp {
  const { senderMac, senderIp, targetMac, targetIp } = arp;
  const operation =
    arp.operation === ARP_REQUEST ? 'request' : arp.operation === ARP_REPLY ? 'reply' : 'other';
  const probe = senderIp === '0.0.0.0';
  const gratuitous = senderIp === targetIp && !probe;
  return { operation, senderMac, senderIp, targetMac, targetIp, gratuitous, probe };
}

function decodeIpLayer(frame: Frame, bytes: Uint8Array): void {
  const ip = decodeIp(bytes);
  if (ip === undefined) {
    const version = (bytes[0] ?? 0) >> 4;
    frame.problems.push(
      version === 4 || version === 6 || bytes.length === 0 ? 'truncated' : 'ip-header-wrong',
    );
    frame.info = 'IP packet that cannot be read';
    return;
  }
  frame.ip = { version: ip.version, src: ip.src, dst: ip.dst, ttl: ip.ttl };
  frame.problems.push(...ip.problems);
  frame.info = otherInfo(ip);
  const readable = !ip.fragment && !ip.problems.includes('ip-header-wrong');
  const payload = bytes.subarray(ip.headerLength, ip.headerLength + ip.payloadLength);
  const whole = payload.length === ip.payloadLength;
  if (ip.protocol === PROTOCOL_VRRP) {
    frame.protocol = 'vrrp';
    if (ip.ttl !== 255) frame.problems.push('ttl-not-255');
    if (readable) decodeVrrpLayer(frame, bytes, ip, payload, whole);
  } else if (ip.version === 4 && ip.protocol === PROTOCOL_ICMP) {
    frame.protocol = 'icmp';
    if (readable) decodeIcmpLayer(frame, payload, whole);
  } else if (ip.version === 6 && ip.protocol === PROTOCOL_ICMPV6) decodeIcmpv6Layer(frame, ip, payload);
}

function addProblems(frame: Frame, problems: FrameProblem[]): void {
  for (const problem of problems) if (!frame.problems.includes(problem)) frame.problems.push(problem);
}

function decodeVrrpLayer(
  frame: Frame,
  packet: Uint8Array,
  ip: Ip,
  payload: Uint8Array,
  whole: boolean,
): void {
  const pseudo = pseudoHeader(packet, PROTOCOL_VRRP, ip.payloadLength);
  const decoded = decodeVrrp(payload, pseudo, ip.version, whole);
  addProblems(frame, decoded.problems);
  if (decoded.vrrp) withVrrp(frame, decoded.vrrp);
  else frame.info = `VRRP message of ${payload.length} bytes that cannot be read`;
}

function withVrrp(frame: Frame, vrrp: FrameVrrp): void {
  frame.vrrp = vrrp;
  frame.info = vrrpInfo(vrrp);
}

function decodeIcmpLayer(frame: Frame, payload: Uint8Array, whole: boolean): void {
  if (payload.length < 4) {
    addProblems(frame, ['truncated']);
    return;
  }
  if (whole && !checksumFits(payload)) frame.problems.push('icmp-checksum-bad');
  const echo = decodeIcmpEcho(payload);
  const icmp: FrameIcmp = { type: payload[0] ?? 0, code: payload[1] ?? 0 };
  frame.icmp = echo ? { ...icmp, id: echo.id, seq: echo.seq } : icmp;
  frame.info = icmpInfo(frame.icmp, frame.ip);
}

function decodeIcmpv6Layer(frame: Frame, ip: Ip, payload: Uint8Array): void {
  const type = payload[0];
  if (type === undefined) {
    addProblems(frame, ['truncated']);
    return;
  }
  const neighborDiscovery = type >= 133 && type <= 137;
  frame.protocol = neighborDiscovery ? 'ndp' : 'icmp';
  frame.icmp = { type, code: payload[1] ?? 0 };
  const advertisement = decodeNeighbourAdvertisement(payload);
  if (advertisement) frame.ndp = advertisement;
  frame.info = neighborDiscovery ? ndpInfo(type, payload) : `ICMPv6 type ${type} ${ip.src} to ${ip.dst}`;
}
