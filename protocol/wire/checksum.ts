/**
 * The Internet checksum (RFC 1071): one's complement of the one's complement sum of 16-bit words, the last odd byte
 * padded with zero on the right.
 */

/** The folded sum of `parts`, each starting on a word boundary; 0xffff over data that includes a right checksum. */
export function onesComplementSum(...parts: Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    const even = part.length & ~1;
    for (let at = 0; at < even; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
    if (even < part.length) sum += (part[even] ?? 0) << 8;
  }
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return sum;
}

/** What to put in the checksum field, which must be zero in `parts`. */
export function internetChecksum(...parts: Uint8Array[]): number {
  return onesComplementSum(...parts) ^ 0xffff;
}

/** Whether data that includes its checksum field adds up. */
export function checksumFits(...parts: Uint8Array[]): boolean {
  return onesComplementSum(...parts) === 0xffff;
}
