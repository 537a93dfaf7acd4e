import { encodeUtf8 } from './utf8.ts';

/**
 * pcapng blocks (draft-ietf-opsawg-pcapng), big-endian, nanoseconds. A file is `pcapngHeader()` and then one
 * `pcapngPacket()` after the other. Every block:
 *
 *   +------------+--------------+---------------- - -+--------------+
 *   | block type | total length | body (padded to 4) | total length |
 *   +------------+--------------+---------------- - -+--------------+
 */
const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;

const OPTION_END = 0;
const OPTION_COMMENT = 1;
const OPTION_SHB_USERAPPL = 4;
const OPTION_IF_NAME = 2;
const OPTION_IF_TSRESOL = 9;

/** LINKTYPE_ETHERNET; LINKTYPE_IPV4 for captures without a link layer. */
export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_IPV4 = 228;

const MAX_OPTION_LENGTH = 0xffff;

/** An option: code (2), length (2), value padded to 4. */
function option(code: number, value: Uint8Array): Uint8Array {
  const length = Math.min(value.length, MAX_OPTION_LENGTH);
  const bytes = new Uint8Array(4 + padded(length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code);
  view.setUint16(2, length);
  bytes.set(value.subarray(0, length), 4);
  return bytes;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}

function block(type: number, ...body: Uint8Array[]): Uint8Array {
  const length = 12 + body.reduce((sum, part) => sum + padded(part.length), 0);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type);
  view.setUint32(4, length);
  let at = 8;
  for (const part of body) {
    bytes.set(part, at);
    at += padded(part.length);
  }
  view.setUint32(at, length);
  return bytes;
}

const endOfOptions = option(OPTION_END, new Uint8Array(0));

/** Section header (with the program's name) and one interface description. */
export function pcapngHeader(about: {
  application: string;
  interfaceName: string;
  linkType?: number;
  snapLength?: number;
}): Uint8Array {
  const section = new Uint8Array(16);
  const sectionView = new DataView(section.buffer);
  sectionView.setUint32(0, BYTE_ORDER_MAGIC);
  sectionView.setUint16(4, 1); // version 1.0
  sectionView.setBigInt64(8, -1n); // section length: not given
  const application = option(OPTION_SHB_USERAPPL, encodeUtf8(about.application));

  const description = new Uint8Array(8);
  const descriptionView = new DataView(description.buffer);
  descriptionView.setUint16(0, about.linkType ?? LINKTYPE_ETHERNET);
  descriptionView.setUint32(4, about.snapLength ?? 0); // 0: no limit
  const name = option(OPTION_IF_NAME, encodeUtf8(about.interfaceName));
  const nanoseconds = option(OPTION_IF_TSRESOL, Uint8Array.of(9));

  const sectionBlock = block(SECTION_HEADER, section, application, endOfOptions);
  const interfaceBlock = block(INTERFACE_DESCRIPTION, description, name, nanoseconds, endOfOptions);
  const header = new Uint8Array(sectionBlock.length + interfaceBlock.length);
  header.set(sectionBlock);
  header.set(interfaceBlock, sectionBlock.length);
  return header;
}

/**
 *   interface (4) | timestamp high (4), low (4) | captured (4) | original (4) | packet data | options
 */
export function pcapngPacket(packet: {
  /** Nanoseconds since the epoch. */
  tsNs: bigint;
  bytes: Uint8Array;
  originalLength: number;
  /** Shown by analysers beside the packet. */
  comment?: string;
}): Uint8Array {
  const fixed = new Uint8Array(20);
  const view = new DataView(fixed.buffer);
  view.setBigUint64(4, packet.tsNs);
  view.setUint32(12, packet.bytes.length);
  view.setUint32(16, packet.originalLength);
  if (packet.comment === undefined) return block(ENHANCED_PACKET, fixed, packet.bytes);
  const comment = option(OPTION_COMMENT, encodeUtf8(packet.comment));
  return block(ENHANCED_PACKET, fixed, packet.bytes, comment, endOfOptions);
}
