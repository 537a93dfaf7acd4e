import { ipBytes, ipv4Text, ipv6Text, macText } from '../../protocol/wire/address.ts';

/**
 * rtnetlink messages (RFC 3549; linux/rtnetlink.h), little-endian as on every machine the agent runs on.
 *
 *   struct nlmsghdr   length u32 | type u16 | flags u16 | sequence u32 | port u32
 *   struct ifaddrmsg  family u8 | prefix length u8 | flags u8 | scope u8 | interface index u32
 *   struct ifinfomsg  family u8 | 0 u8 | type u16 | index i32 | flags u32 | change u32
 *   struct rtattr     length u16 | type u16 | value, padded to 4
 */
export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const RTM_NEWLINK = 16;
export const RTM_DELLINK = 17;
export const RTM_GETLINK = 18;
export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
export const RTM_GETADDR = 22;

const HEADER_LENGTH = 16;
const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
const NLM_F_DUMP = 0x300;
export const NLM_F_CREATE = 0x400;
export const NLM_F_EXCL = 0x200;

const AF_INET = 2;
const AF_INET6 = 10;

const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_CACHEINFO = 6;
const IFA_FLAGS = 8;
/** IPv4; for IPv6 the same bit is a temporary address (RFC 8981). */
const IFA_F_SECONDARY = 0x01;
/** IPv6: no duplicate address detection, so that it answers at once. */
const IFA_F_NODAD = 0x02;
const IFA_F_DADFAILED = 0x08;
const IFA_F_TENTATIVE = 0x40;
const FOREVER = 0xffffffff;

export const IFLA_ADDRESS = 1;
export const IFLA_IFNAME = 3;
export const IFLA_LINK = 5;
const IFLA_OPERSTATE = 16;
export const IFLA_LINKINFO = 18;
export const IFLA_AF_SPEC = 26;
export const IFLA_INFO_KIND = 1;

export const IFF_UP = 0x1;
const IFF_RUNNING = 0x40;

export interface Message {
  type: number;
  flags: number;
  sequence: number;
  /** From the end of the header, without padding. */
  body: Buffer;
}

export interface Link {
  index: number;
  name: string;
  mac: string;
  /** Administratively. */
  up: boolean;
  /** Administratively up and with a carrier. */
  running: boolean;
  /** Of a virtual interface: `macvlan`, `veth`; null for hardware. */
  kind: string | null;
  /** Index of the interface below; null where there is none. */
  parent: number | null;
}

export interface InterfaceAddress {
  index: number;
  address: string;
  prefixLength: number;
  /** IPv4: another address of the same subnet came first. IPv6: a temporary address. */
  secondary: boolean;
  /** IPv6: not usable yet, or never, since duplicate address detection has not finished or has found a duplicate. */
  tentative: boolean;
}

export function message(type: number, flags: number, sequence: number, ...body: Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER_LENGTH);
  const whole = Buffer.concat([header, ...body]);
  whole.writeUInt32LE(whole.length, 0);
  whole.writeUInt16LE(type, 4);
  whole.writeUInt16LE(NLM_F_REQUEST | flags, 6);
  whole.writeUInt32LE(sequence, 8);
  return whole;
}

export function attribute(type: number, value: Uint8Array): Buffer {
  const bytes = Buffer.alloc((4 + value.length + 3) & ~3);
  bytes.writeUInt16LE(4 + value.length, 0);
  bytes.writeUInt16LE(type, 2);
  bytes.set(value, 4);
  return bytes;
}

function addressBody(index: number, address: string, prefixLength: number): Buffer[] {
  const value = ipBytes(address);
  const fixed = Buffer.alloc(8);
  fixed.writeUInt8(value.length === 4 ? AF_INET : AF_INET6, 0);
  fixed.writeUInt8(prefixLength, 1);
  if (value.length === 16) fixed.writeUInt8(IFA_F_NODAD, 2);
  fixed.writeUInt32LE(index, 4);
  return [fixed, attribute(IFA_LOCAL, value), attribute(IFA_ADDRESS, value)];
}

/**
 * struct ifa_cacheinfo: preferred and valid lifetime in seconds, created, updated. Never preferred: what this machine
 * sends of its own accord does not come from the address (RFC 6724, 5, rule 3).
 */
function neverPreferred(): Buffer {
  const lifetimes = Buffer.alloc(16);
  lifetimes.writeUInt32LE(FOREVER, 4);
  return attribute(IFA_CACHEINFO, lifetimes);
}

/** Answered with an error message whose errno is 0, or 17 (EEXIST). */
export function addAddressRequest(sequence: number, index: number, address: string, prefix: number): Buffer {
  const flags = NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
  const body = addressBody(index, address, prefix);
  if (address.includes(':')) body.push(neverPreferred());
  return message(RTM_NEWADDR, flags, sequence, ...body);
}

/** Answered with an error message whose errno is 0, or 99 (EADDRNOTAVAIL). */
export function removeAddressRequest(
  sequence: number,
  index: number,
  address: string,
  prefix: number,
): Buffer {
  return message(RTM_DELADDR, NLM_F_ACK, sequence, ...addressBody(index, address, prefix));
}

/** Answered with one message per address of every interface, of both families, then done. */
export function listAddressesRequest(sequence: number): Buffer {
  return message(RTM_GETADDR, NLM_F_DUMP, sequence, Buffer.alloc(8));
}

/** Answered with one message per interface, then done. */
export function listLinksRequest(sequence: number): Buffer {
  return message(RTM_GETLINK, NLM_F_DUMP, sequence, Buffer.alloc(16));
}

/** Cuts what one recv delivered into messages; a malformed rest is left out. */
export function* splitMessages(bytes: Buffer): Generator<Message> {
  for (let at = 0; at + HEADER_LENGTH <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    if (length < HEADER_LENGTH || at + length > bytes.length) return;
    const body = bytes.subarray(at + HEADER_LENGTH, at + length);
    const [type, flags] = [bytes.readUInt16LE(at + 4), bytes.readUInt16LE(at + 6)];
    yield { type, flags, sequence: bytes.readUInt32LE(at + 8), body };
    at += (length + 3) & ~3;
  }
}

/** Of an NLMSG_ERROR: 0 is the acknowledgement. */
export function errorNumber(body: Buffer): number {
  return -body.readInt32LE(0);
}

/**
 * The errno with which a request was answered, 0 for the acknowledgement; undefined where the answer is not among what
 * one recv delivered. Makes nothing: a takeover waits for it.
 */
export function answerTo(sequence: number, bytes: Buffer, length: number): number | undefined {
  for (let at = 0; at + HEADER_LENGTH + 4 <= length; ) {
    const size = bytes.readUInt32LE(at);
    if (size < HEADER_LENGTH || at + size > length) return undefined;
    if (bytes.readUInt16LE(at + 4) === NLMSG_ERROR && bytes.readUInt32LE(at + 8) === sequence)
      return Math.abs(bytes.readInt32LE(at + HEADER_LENGTH));
    at += (size + 3) & ~3;
  }
  return undefined;
}

/** @param from where they start: behind the fixed part, or 0 in a nested attribute */
export function* attributes(body: Buffer, from: number): Generator<{ type: number; value: Buffer }> {
  for (let at = from; at + 4 <= body.length; ) {
    const length = body.readUInt16LE(at);
    if (length < 4 || at + length > body.length) return;
    yield { type: body.readUInt16LE(at + 2) & 0x3fff, value: body.subarray(at + 4, at + length) };
    at += (length + 3) & ~3;
  }
}

export function decodeLink(body: Buffer): Link {
  const flags = body.readUInt32LE(8);
  const link: Link = {
    index: body.readInt32LE(4),
    name: '',
    mac: '00:00:00:00:00:00',
    up: (flags & IFF_UP) !== 0,
    running: true,
    kind: null,
    parent: null,
  };
  let operState = 0;
  for (const { type, value } of attributes(body, 16)) {
    if (type === IFLA_IFNAME) link.name = text(value);
    else if (type === IFLA_ADDRESS && value.length === 6) link.mac = macText(value, 0);
    else if (type === IFLA_LINK && value.length === 4) link.parent = value.readInt32LE(0) || null;
    else if (type === IFLA_OPERSTATE) operState = value[0] ?? 0;
    else if (type === IFLA_LINKINFO)
      for (const info of attributes(value, 0)) if (info.type === IFLA_INFO_KIND) link.kind = text(info.value);
  }
  // RFC 2863 states: 6 up, 0 unknown (drivers that do not tell).
  const operational = operState === 6 || operState === 0;
  link.running = (flags & (IFF_UP | IFF_RUNNING)) === (IFF_UP | IFF_RUNNING) && operational;
  return link;
}

/** A string with its final zero. */
function text(value: Buffer): string {
  return value.subarray(0, -1).toString('latin1');
}

export function decodeAddress(body: Buffer): InterfaceAddress {
  const found = { index: body.readUInt32LE(4), address: '', prefixLength: body.readUInt8(1) };
  let flags = body.readUInt8(2);
  for (const { type, value } of attributes(body, 8)) {
    // IFA_LOCAL is the address itself; without it (no point-to-point) IFA_ADDRESS is.
    if (type === IFA_LOCAL || (type === IFA_ADDRESS && found.address === ''))
      found.address = value.length === 16 ? ipv6Text(value, 0) : ipv4Text(value, 0);
    else if (type === IFA_FLAGS) flags = value.readUInt32LE(0);
  }
  return {
    ...found,
    secondary: (flags & IFA_F_SECONDARY) !== 0,
    tentative: (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) !== 0,
  };
}
