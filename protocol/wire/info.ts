import { ipv6Text } from './address.ts';
import type { Frame, FrameArp, FrameIcmp, FrameVrrp } from './frame.ts';
import type { Ip } from './ip.ts';

/** The one line that says to people what a frame is. English, as every protocol analyser writes it. */

export function vrrpInfo(vrrp: FrameVrrp): string {
  if (vrrp.version !== 2 && vrrp.version !== 3) return `VRRP version ${vrrp.version}, which does not exist`;
  const kind = vrrp.type === 1 ? 'advertisement' : `message of unknown type ${vrrp.type}`;
  const stops = vrrp.priority === 0 ? ' (stops)' : '';
  const addresses = vrrp.addresses.length === 0 ? 'no addresses' : vrrp.addresses.join(' ');
  const every = `every ${intervalText(vrrp.advertIntervalMs)}`;
  return `VRRPv${vrrp.version} ${kind} VRID ${vrrp.vrid} priority ${vrrp.priority}${stops}, ${addresses}, ${every}`;
}

function intervalText(milliseconds: number): string {
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

export function arpInfo(arp: FrameArp): string {
  if (arp.operation === 'other') return `ARP of an unknown operation from ${arp.senderMac}`;
  if (arp.gratuitous) return `Gratuitous ARP: ${arp.senderIp} is at ${arp.senderMac}`;
  if (arp.probe) return `ARP probe: who has ${arp.targetIp}? asks ${arp.senderMac}`;
  if (arp.operation === 'reply') return `ARP: ${arp.senderIp} is at ${arp.senderMac}`;
  return `ARP: who has ${arp.targetIp}? tell ${arp.senderIp}`;
}

export function icmpInfo(icmp: FrameIcmp, ip: Frame['ip']): string {
  const between = `${ip?.src ?? '?'} to ${ip?.dst ?? '?'}`;
  if (icmp.id === undefined) return `ICMP type ${icmp.type} code ${icmp.code}, ${between}`;
  const kind = icmp.type === 8 ? 'request' : 'reply';
  return `ICMP echo ${kind} ${icmp.seq ?? 0}, ${between}`;
}

const ndpNames: Record<number, string> = {
  133: 'Router solicitation',
  134: 'Router advertisement',
  135: 'Neighbor solicitation for',
  136: 'Neighbor advertisement for',
  137: 'Redirect',
};

/** RFC 4861, 4: the target of a neighbour message is 8 bytes into it. */
export function ndpInfo(type: number, payload: Uint8Array): string {
  const name = ndpNames[type] ?? `ICMPv6 type ${type}`;
  const hasTarget = (type === 135 || type === 136) && payload.length >= 24;
  return hasTarget ? `${name} ${ipv6Text(payload, 8)}` : name;
}

export function otherInfo(ip: Ip): string {
  const fragment = ip.fragment ? ' fragment' : '';
  return `IPv${ip.version}${fragment} protocol ${ip.protocol}, ${ip.src} to ${ip.dst}`;
}
