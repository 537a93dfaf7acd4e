import { macText } from './address.ts';
import { ARP_LENGTH } from './arp.ts';
import { Fields, hexText, type LayerNode } from './dissect-fields.ts';
import { decodeEthernet, ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_VLAN } from './ethernet.ts';
import { decodeIp, type Ip, PROTOCOL_ICMP, PROTOCOL_VRRP, pseudoHeader } from './ip.ts';
import { decodeVrrp } from './vrrp.ts';

export type { LayerNode } from './dissect-fields.ts';

/** Never throws; what is missing from the capture is missing from the tree. */
export function dissect(bytes: Uint8Array, linkLayer: 'ethernet' | 'ip' = 'ethernet'): LayerNode[] {
  const layers: LayerNode[] = [];
  if (linkLayer === 'ip') return withData(layers, bytes, ipLayers(layers, bytes, 0));
  const ethernet = decodeEthernet(bytes);
  if (ethernet === undefined) return withData(layers, bytes, 0);
  layers.push(ethernetLayer(bytes, ethernet.headerLength));
  if (ethernet.headerLength === 18) layers.push(vlanLayer(bytes));
  const at = ethernet.headerLength;
  if (ethernet.etherType === ETHERTYPE_ARP) return withData(layers, bytes, arpLayer(layers, bytes, at));
  const isIp = ethernet.etherType === ETHERTYPE_IPV4 || ethernet.etherType === ETHERTYPE_IPV6;
  return withData(layers, bytes, isIp ? ipLayers(layers, bytes, at) : at);
}

function withData(layers: LayerNode[], bytes: Uint8Array, from: number): LayerNode[] {
  const length = bytes.length - from;
  if (length > 0)
    layers.push({ label: 'Data', value: `${length} bytes`, offset: from, length, children: [] });
  return layers;
}

const etherTypeNames: Record<number, string> = {
  [ETHERTYPE_IPV4]: 'IPv4',
  [ETHERTYPE_ARP]: 'ARP',
  [ETHERTYPE_VLAN]: '802.1Q Virtual LAN',
  [ETHERTYPE_IPV6]: 'IPv6',
};

function typeNote(etherType: number): string {
  const name = etherTypeNames[etherType];
  return name === undefined ? '' : ` (${name})`;
}

function ethernetLayer(bytes: Uint8Array, headerLength: number): LayerNode {
  const fields = new Fields(bytes, 0);
  fields.mac('Destination', 0);
  fields.mac('Source', 6);
  fields.hex('Type', 12, 2, typeNote(fields.number(12, 2)));
  const value = `Src: ${macText(bytes, 6)}, Dst: ${macText(bytes, 0)}`;
  const length = Math.min(headerLength, 14);
  return { label: 'Ethernet II', value, offset: 0, length, children: fields.nodes };
}

function vlanLayer(bytes: Uint8Array): LayerNode {
  const fields = new Fields(bytes, 14);
  const tci = fields.number(0, 2);
  fields.add('Priority', 0, 2, () => `${tci >> 13}`);
  fields.add('DEI', 0, 2, () => `${(tci >> 12) & 1}`);
  fields.add('ID', 0, 2, () => `${tci & 0xfff}`);
  fields.hex('Type', 2, 2, typeNote(fields.number(2, 2)));
  return {
    label: '802.1Q Virtual LAN',
    value: `ID: ${tci & 0xfff}`,
    offset: 14,
    length: 4,
    children: fields.nodes,
  };
}

/** Each layer function returns where the bytes go on. */
function arpLayer(layers: LayerNode[], bytes: Uint8Array, start: number): number {
  const fields = new Fields(bytes, start);
  const operation = fields.number(6, 2);
  fields.decimal('Hardware type', 0, 2);
  fields.hex('Protocol type', 2, 2, typeNote(fields.number(2, 2)));
  fields.decimal('Hardware size', 4, 1);
  fields.decimal('Protocol size', 5, 1);
  fields.add(
    'Opcode',
    6,
    2,
    () => `${operation}${operation === 1 ? ' (request)' : operation === 2 ? ' (reply)' : ''}`,
  );
  if (fields.number(4, 2) === 0x0604) {
    fields.mac('Sender MAC address', 8);
    fields.ipv4('Sender IP address', 14);
    fields.mac('Target MAC address', 18);
    fields.ipv4('Target IP address', 24);
  }
  const value = operation === 1 ? 'request' : operation === 2 ? 'reply' : `operation ${operation}`;
  const length = Math.min(ARP_LENGTH, bytes.length - start);
  layers.push({ label: 'Address Resolution Protocol', value, offset: start, length, children: fields.nodes });
  return start + length;
}

const protocolNames: Record<number, string> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6', 112: 'VRRP' };

function ipLayers(layers: LayerNode[], bytes: Uint8Array, start: number): number {
  const packet = bytes.subarray(start);
  const ip = decodeIp(packet);
  if (ip === undefined) return start;
  const length = Math.min(ip.headerLength, packet.length);
  const value = `Src: ${ip.src}, Dst: ${ip.dst}`;
  const children = ip.version === 4 ? ipv4Fields(bytes, start, ip) : ipv6Fields(bytes, start, ip);
  layers.push({ label: `Internet Protocol Version ${ip.version}`, value, offset: start, length, children });
  const readable = !ip.fragment && !ip.problems.includes('ip-header-wrong');
  if (!readable) return start + length;
  const payloadStart = start + ip.headerLength;
  const end = Math.min(bytes.length, payloadStart + ip.payloadLength);
  const within = bytes.subarray(0, end);
  if (ip.protocol === PROTOCOL_VRRP) return vrrpLayer(layers, within, payloadStart, packet, ip);
  if (ip.protocol === PROTOCOL_ICMP) return icmpLayer(layers, within, payloadStart);
  return payloadStart;
}

function protocolNote(ip: Ip): string {
  const name = protocolNames[ip.protocol];
  return name === undefined ? `${ip.protocol}` : `${name} (${ip.protocol})`;
}

function ipv4Fields(bytes: Uint8Array, start: number, ip: Ip): LayerNode[] {
  const fields = new Fields(bytes, start);
  const flags = fields.number(6, 2);
  const set = [flags & 0x4000 ? "Don't fragment" : '', flags & 0x2000 ? 'More fragments' : ''].filter(
    Boolean,
  );
  fields.add('Version', 0, 1, () => '4');
  fields.add('Header Length', 0, 1, () => `${ip.headerLength} bytes`);
  fields.hex('Differentiated Services Field', 1, 1);
  fields.decimal('Total Length', 2, 2);
  fields.hex('Identification', 4, 2);
  fields.add('Flags', 6, 2, () => (set.length === 0 ? 'none' : set.join(', ')));
  fields.add('Fragment Offset', 6, 2, () => `${(flags & 0x1fff) * 8}`);
  fields.decimal('Time to Live', 8, 1);
  fields.add('Protocol', 9, 1, () => protocolNote(ip));
  const bad = ip.problems.includes('ip-checksum-bad');
  fields.hex('Header Checksum', 10, 2, bad ? ' [incorrect]' : ' [correct]');
  fields.ipv4('Source Address', 12);
  fields.ipv4('Destination Address', 16);
  const optionsLength = ip.headerLength - 20;
  if (optionsLength > 0) fields.add('Options', 20, optionsLength, () => `${optionsLength} bytes`);
  return fields.nodes;
}

function ipv6Fields(bytes: Uint8Array, start: number, ip: Ip): LayerNode[] {
  const fields = new Fields(bytes, start);
  fields.add('Version', 0, 1, () => '6');
  fields.add('Traffic Class', 0, 2, () => hexText((fields.number(0, 2) >> 4) & 0xff, 1));
  fields.add('Flow Label', 1, 3, () => hexText(fields.number(1, 3) & 0xfffff, 3));
  fields.decimal('Payload Length', 4, 2);
  fields.add('Next Header', 6, 1, () => protocolNote(ip));
  fields.decimal('Hop Limit', 7, 1);
  fields.ipv6('Source Address', 8);
  fields.ipv6('Destination Address', 24);
  return fields.nodes;
}

function priorityNote(priority: number): string {
  if (priority === 0) return ' (Current Master has stopped participating in VRRP)';
  return priority === 255 ? ' (This VRRP router owns the virtual router IP address(es))' : '';
}

function vrrpLayer(
  layers: LayerNode[],
  bytes: Uint8Array,
  start: number,
  packet: Uint8Array,
  ip: Ip,
): number {
  const message = bytes.subarray(start);
  const whole = message.length === ip.payloadLength;
  const pseudo = pseudoHeader(packet, PROTOCOL_VRRP, ip.payloadLength);
  const { vrrp } = decodeVrrp(message, pseudo, ip.version, whole);
  const fields = new Fields(bytes, start);
  const version = fields.number(0, 1) >> 4;
  fields.add('Version', 0, 1, () => `${version}`);
  fields.add('Packet type', 0, 1, (at) => {
    const type = (bytes[at] ?? 0) & 0x0f;
    return type === 1 ? '1 (Advertisement)' : `${type}`;
  });
  fields.decimal('Virtual Rtr ID', 1, 1);
  fields.add('Priority', 2, 1, (at) => `${bytes[at]}${priorityNote(bytes[at] ?? 0)}`);
  if (version === 2 || version === 3) {
    fields.decimal('Addr Count', 3, 1);
    if (version === 2) {
      fields.decimal('Auth Type', 4, 1);
      fields.decimal('Adver Int', 5, 1, ' s');
    } else {
      fields.add('Reserved', 4, 1, (at) => `${(bytes[at] ?? 0) >> 4}`);
      fields.add('Adver Int', 4, 2, () => `${(fields.number(4, 2) & 0xfff) * 10} ms`);
    }
    const form = vrrp?.checksum.form;
    fields.hex('Checksum', 6, 2, whole ? (form ? ` [correct, ${form}]` : ' [incorrect]') : '');
    const addressLength = ip.version === 4 ? 4 : 16;
    const count = vrrp?.addresses.length ?? 0;
    for (let index = 0; index < count; index += 1) {
      if (ip.version === 4) fields.ipv4('IP Address', 8 + index * addressLength);
      else fields.ipv6('IPv6 Address', 8 + index * addressLength);
    }
    if (version === 2) {
      const at = 8 + fields.number(3, 1) * addressLength;
      fields.add('Authentication Data', at, 8, (from) =>
        bytes.subarray(from, from + 8).every((byte) => byte === 0) ? 'none' : '8 bytes',
      );
    }
  }
  const value = vrrp ? `VRID ${vrrp.vrid}, priority ${vrrp.priority}` : `${message.length} bytes`;
  if (message.length > 0)
    layers.push({
      label: 'Virtual Router Redundancy Protocol',
      value,
      offset: start,
      length: message.length,
      children: fields.nodes,
    });
  return start + message.length;
}

function icmpLayer(layers: LayerNode[], bytes: Uint8Array, start: number): number {
  const length = bytes.length - start;
  if (length <= 0) return start;
  const fields = new Fields(bytes, start);
  const type = fields.number(0, 1);
  const echo = type === 0 || type === 8;
  const note = type === 8 ? ' (Echo (ping) request)' : type === 0 ? ' (Echo (ping) reply)' : '';
  fields.add('Type', 0, 1, () => `${type}${note}`);
  fields.decimal('Code', 1, 1);
  fields.hex('Checksum', 2, 2);
  if (echo) {
    fields.decimal('Identifier', 4, 2);
    fields.decimal('Sequence Number', 6, 2);
    if (length > 8) fields.add('Data', 8, length - 8, () => `${length - 8} bytes`);
  }
  const label = 'Internet Control Message Protocol';
  layers.push({ label, value: `Type ${type}${note}`, offset: start, length, children: fields.nodes });
  return start + length;
}
