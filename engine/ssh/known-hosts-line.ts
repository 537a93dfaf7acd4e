import { createHmac, timingSafeEqual } from 'node:crypto';
import { fingerprintOf, keyTypeOf } from './fingerprint.ts';

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHostsLine {
  marker: 'revoked' | 'authority' | null;
  /** Names, patterns or one hashed name, as they stand there. */
  hosts: string;
  type: string;
  fingerprint: string;
}

/** Longer than any key that OpenSSH makes (RSA of 16384 bits: 2.8 kB of base64), with room for names. */
const longestLine = 32_768;
const markers: Record<string, KnownHostsLine['marker']> = {
  '@revoked': 'revoked',
  '@cert-authority': 'authority',
};

/** Null for a comment, an empty line, and whatever is not a whole entry: as ssh does, it is passed over. */
export function parseKnownHostsLine(line: string): KnownHostsLine | null {
  const text = line.trim();
  if (text === '' || text.startsWith('#') || text.length > longestLine) return null;
  const fields = text.split(/[ \t]+/);
  const marker = text.startsWith('@') ? markers[fields.shift() ?? ''] : null;
  const [hosts, type, base64] = fields;
  if (marker === undefined || !hosts || !type || !base64 || !/^[A-Za-z0-9+/]+=*$/.test(base64)) return null;
  const key = Buffer.from(base64, 'base64');
  // The key blob names its type once more (RFC 4253, 6.6); where the two differ, neither is believed.
  return keyTypeOf(key) === type ? { marker, hosts, type, fingerprint: fingerprintOf(key) } : null;
}

/** How known_hosts names a host: in brackets where the port is not 22. */
export function nameInKnownHosts(host: string, port: number): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

/** Is this field about `name`, which comes from `nameInKnownHosts`? A pattern with `!` that fits rules the line out. */
export function hostsMatch(hosts: string, name: string): boolean {
  if (hosts.startsWith('|')) return isHashOf(hosts, name);
  let isNamed = false;
  for (const pattern of hosts.toLowerCase().split(',')) {
    const isNegated = pattern.startsWith('!');
    if (!globMatches(isNegated ? pattern.slice(1) : pattern, name)) continue;
    if (isNegated) return false;
    isNamed = true;
  }
  return isNamed;
}

/** `|1|salt|hash`, both in base64: HMAC-SHA1 of the name with the salt as key (ssh_config(5), HashKnownHosts). */
function isHashOf(field: string, name: string): boolean {
  const [, version, salt, hash] = field.split('|');
  if (version !== '1' || !salt || !hash) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** `*` and `?` (ssh_config(5), PATTERNS), in time that grows with the product of the lengths at worst. */
function globMatches(pattern: string, text: string): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < text.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
