import { macText } from './address.ts';

/**
 * What `tcpdump -i any` writes instead of a link header: it has only the sender.
 *
 *   LINKTYPE_LINUX_SLL (113)
 *    0             2        4                6               14         16
 *   +-------------+--------+----------------+---------------+----------+------- - -
 *   | packet type | ARPHRD | address length | address       | protocol | payload
 *   +-------------+--------+----------------+---------------+----------+------- - -
 *
 *   LINKTYPE_LINUX_SLL2 (276)
 *    0          2          4           8        10            11               12              20
 *   +----------+----------+-----------+--------+-------------+----------------+---------------+------- - -
 *   | protocol | reserved | interface | ARPHRD | packet type | address length | address       | payload
 *   +----------+----------+-----------+--------+-------------+----------------+---------------+------- - -
 */
export interface LinuxSll {
  /** Absent where the sender has no Ethernet address. */
  src?: string;
  etherType: number;
  headerLength: number;
}

/** `undefined` where the bytes do not hold the header. */
export function decodeLinuxSll(bytes: Uint8Array, version: 1 | 2): LinuxSll | undefined {
  const headerLength = version === 1 ? 16 : 20;
  if (bytes.length < headerLength) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const addressLength = version === 1 ? view.getUint16(4) : view.getUint8(11);
  const etherType = view.getUint16(version === 1 ? 14 : 0);
  const src = addressLength === 6 ? { src: macText(bytes, version === 1 ? 6 : 12) } : {};
  return { ...src, etherType, headerLength };
}
