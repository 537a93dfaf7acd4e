/** Addresses between bytes and text. */

const hexByte = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/** `00:00:5e:00:01:33`; fewer than six bytes read as zero. */
export function macText(bytes: Uint8Array, offset: number): string {
  let text = '';
  for (let at = 0; at < 6; at += 1) text += `${at === 0 ? '' : ':'}${hexByte[bytes[offset + at] ?? 0]}`;
  return text;
}

/** @throws RangeError where the text is not six hexadecimal bytes. */
export function macBytes(text: string): Uint8Array {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) throw new RangeError(`not a MAC address: ${text}`);
  return Uint8Array.from(text.split(':'), (part) => Number.parseInt(part, 16));
}

/** `10.77.0.100`; missing bytes read as zero. */
export function ipv4Text(bytes: Uint8Array, offset: number): string {
  return `${bytes[offset] ?? 0}.${bytes[offset + 1] ?? 0}.${bytes[offset + 2] ?? 0}.${bytes[offset + 3] ?? 0}`;
}

/** @throws RangeError where the text is not four decimal bytes. */
export function ipv4Bytes(text: string): Uint8Array {
  const bytes = ipv4Parts(text);
  if (bytes === undefined) throw new RangeError(`not an IPv4 address: ${text}`);
  return Uint8Array.from(bytes);
}

function ipv4Parts(text: string): number[] | undefined {
  const parts = text.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  return valid ? parts.map(Number) : undefined;
}

/** The text form of RFC 5952: lower case, the longest run of two or more zero groups as `::`. */
export function ipv6Text(bytes: Uint8Array, offset: number): string {
  const groups: number[] = [];
  for (let at = 0; at < 16; at += 2)
    groups.push(((bytes[offset + at] ?? 0) << 8) | (bytes[offset + at + 1] ?? 0));
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length += 1;
    if (length > bestLength) [bestStart, bestLength] = [start, length];
  }
  const words = groups.map((group) => group.toString(16));
  if (bestStart < 0) return words.join(':');
  return `${words.slice(0, bestStart).join(':')}::${words.slice(bestStart + bestLength).join(':')}`;
}

/**
 * The 16 bytes of an IPv6 address in any of RFC 4291's text forms (2.2), an embedded IPv4 address among them.
 * @throws RangeError where the text is none of them; an address with a zone index (`fe80::1%eth0`) is refused too
 */
export function ipv6Bytes(text: string): Uint8Array {
  const halves = text.split('::');
  const [head, tail] = [ipv6Groups(halves[0] ?? ''), ipv6Groups(halves[1] ?? '')];
  const length = (head?.length ?? 0) + (tail?.length ?? 0);
  // `::` stands for at least one group (RFC 4291, 2.2).
  const fits = halves.length === 2 ? length <= 14 : halves.length === 1 && length === 16;
  // An IPv4 tail has its place at the very end, so never before `::`.
  const misplaced = halves.length === 2 && (halves[0] ?? '').includes('.');
  if (head === undefined || tail === undefined || !fits || misplaced)
    throw new RangeError(`not an IPv6 address: ${text}`);
  const bytes = new Uint8Array(16);
  bytes.set(head, 0);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

/** Of one side of `::`; `undefined` where it makes no sense. */
function ipv6Groups(text: string): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const bytes: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const group = Number.parseInt(part, 16);
      bytes.push(group >> 8, group & 0xff);
    } else if (index === parts.length - 1 && part.includes('.')) {
      const embedded = ipv4Parts(part);
      if (embedded === undefined) return undefined;
      bytes.push(...embedded);
    } else return undefined;
  }
  return bytes;
}

/** Which family a text address is of. */
export function addressFamily(text: string): 4 | 6 {
  return text.includes(':') ? 6 : 4;
}

/** 4 bytes or 16. @throws RangeError where the text is neither an IPv4 nor an IPv6 address */
export function ipBytes(text: string): Uint8Array {
  return addressFamily(text) === 6 ? ipv6Bytes(text) : ipv4Bytes(text);
}

/** Whether it is an address of the family that it looks like; `10.0.0.010` is none, since some read it as octal. */
export function isAddress(text: string): boolean {
  if (/(^|\.)0\d/.test(text)) return false;
  try {
    ipBytes(text);
    return true;
  } catch {
    return false;
  }
}

/** The one text that the decoders write for an address: RFC 5952's for IPv6. @throws RangeError as ipBytes */
export function canonicalAddress(text: string): string {
  const bytes = ipBytes(text);
  return bytes.length === 16 ? ipv6Text(bytes, 0) : ipv4Text(bytes, 0);
}

/**
 * Below 0, 0 or above 0 as `left` is the smaller, the same or the greater address, unsigned in network order: what
 * breaks a tie of priorities (RFC 9568, 6.4.3). Of two families IPv4 is the smaller.
 * @throws RangeError as ipBytes
 */
export function compareAddresses(left: string, right: string): number {
  const [first, second] = [ipBytes(left), ipBytes(right)];
  if (first.length !== second.length) return first.length - second.length;
  for (let at = 0; at < first.length; at += 1) {
    const difference = (first[at] ?? 0) - (second[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
