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
  const parts = text.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  if (!valid) throw new RangeError(`not an IPv4 address: ${text}`);
  return Uint8Array.from(parts, Number);
}

/** An IPv4 address as an unsigned number in network order: the tie-break compares these (RFC 9568, 6.4.3). */
export function ipv4Number(text: string): number {
  const bytes = ipv4Bytes(text);
  return new DataView(bytes.buffer).getUint32(0);
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
