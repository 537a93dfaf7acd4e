import { createHash } from 'node:crypto';

/** `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it. `key` is the key blob of RFC 4253, 6.6. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The algorithm name that starts every key blob (RFC 4253, 6.6): u32 length, text. */
export function keyTypeOf(key: Buffer): string {
  return key.length < 4 ? '' : key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}
