import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';
import { compareKeys } from './host-keys.ts';
import { readKnownHosts } from './known-hosts.ts';
import { hostsMatch, nameInKnownHosts, parseKnownHostsLine } from './known-hosts-line.ts';
import { openKnownKeys } from './known-keys.ts';
import type { Endpoint } from './ssh-config.ts';
import { generateKeyPair } from './testing/generate-key.ts';
import { createTrust } from './trust.ts';

/** A line's key as it is written, and what ssh-keygen -l would print of it. */
function newKey(type: 'ed25519' | 'ecdsa' = 'ed25519') {
  const pair = type === 'ecdsa' ? generateKeyPair(type, { bits: 256 }) : generateKeyPair(type);
  const [name = '', base64 = ''] = pair.public.split(' ');
  return { text: `${name} ${base64}`, type: name, fingerprint: fingerprintOf(Buffer.from(base64, 'base64')) };
}
const [key, other, ecdsa] = [newKey(), newKey(), newKey('ecdsa')];

function hashed(name: string): string {
  const salt = Buffer.alloc(20, 7);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
}

describe('the hosts of a line', () => {
  it.each([
    ['node-a', 'node-a', 22, true],
    ['node-a', 'NODE-A', 22, true],
    ['node-a', 'node-b', 22, false],
    ['node-b,10.0.0.1', '10.0.0.1', 22, true],
    ['node-a', 'node-a', 2222, false],
    ['[node-a]:2222', 'node-a', 2222, true],
    ['[10.0.0.*]:2222', '10.0.0.9', 2222, true],
    ['*.lab', 'a.lab', 22, true],
    ['node-?', 'node-ab', 22, false],
    ['*.lab,!b.lab', 'a.lab', 22, true],
    ['*.lab,!b.lab', 'b.lab', 22, false],
    ['!b.lab', 'a.lab', 22, false],
    [hashed('node-a'), 'node-a', 22, true],
    [hashed('[node-a]:2222'), 'node-a', 2222, true],
    [hashed('node-a'), 'node-b', 22, false],
    ['|1|AAAA|', 'node-a', 22, false],
    ['|2|AAAA|AAAA', 'node-a', 22, false],
  ])('%s is about %s, port %i: %s', (hosts, host, port, expected) => {
    expect(hostsMatch(hosts, nameInKnownHosts(host, port))).toBe(expected);
  });

  it('of many stars are looked at in time', () => {
    expect(hostsMatch(`${'*a'.repeat(10_000)}b`, 'a'.repeat(255))).toBe(false);
  });
});

it.each([
  '',
  '# comment',
  'node-a',
  'node-a ssh-ed25519',
  'node-a ssh-ed25519 !!!!',
  `node-a ssh-rsa ${key.text.split(' ')[1]}`,
  `@unknown node-a ${key.text}`,
  'node-a ssh-ed25519 AAAA',
  `node-a ${key.text}${'A'.repeat(40_000)}`,
  '$(touch /tmp/x) `id` ; \u0000',
])('passes over %j', (line) => {
  expect(parseKnownHostsLine(line)).toBeNull();
});

describe('trust', () => {
  let folder: string;
  let files: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-hosts-'));
    files = [join(folder, 'known_hosts')];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (...lines: string[]) => writeFileSync(files[0] ?? '', `${lines.join('\n')}\n`);
  const at = (): Endpoint => ({
    host: 'node-a',
    port: 22,
    user: 'root',
    hostName: 'node-a',
    connectPort: 22,
    keyAlias: null,
    knownHostsFiles: files,
    identityFiles: [],
    identityAgent: null,
    jumps: [],
  });
  const store = () => openKnownKeys(join(folder, 'own.json'));
  const offer = (known = store(), ...keys: (typeof key)[]) =>
    compareKeys(createTrust(known).expect(at()), keys.length > 0 ? keys : [key]);

  it('comes from known_hosts, and says from which line', () => {
    write('# mine', `node-a ${key.text} a comment`);
    expect(offer()).toMatchObject([{ trust: 'trusted', vouchedBy: 'known_hosts:2', known: null }]);
  });

  it('does not come from a line of another host', () => {
    write(`node-b ${key.text}`);
    expect(offer()).toMatchObject([{ trust: 'new' }]);
  });

  it('is broken by another key of the same type', () => {
    write(`node-a ${other.text}`);
    expect(offer()).toMatchObject([
      { trust: 'changed', known: other.fingerprint, vouchedBy: 'known_hosts:1' },
    ]);
  });

  it('is not broken by one more key of another type, but where the known type is gone it is', () => {
    write(`node-a ${ecdsa.text}`);
    expect(offer(store(), key, ecdsa).map(({ trust }) => trust)).toEqual(['new', 'trusted']);
    expect(offer(store(), key)).toMatchObject([{ trust: 'changed', known: ecdsa.fingerprint }]);
  });

  it('never comes from a certificate authority, which is named', () => {
    write(`@cert-authority * ${key.text}`);
    expect(offer()).toMatchObject([{ trust: 'new', authority: 'known_hosts:1' }]);
  });

  it('is refused to a revoked key, whoever else vouches for it', () => {
    write(`node-a ${key.text}`, `@revoked * ${key.text}`);
    store().accept({ host: 'node-a', port: 22, ...key, acceptedMs: 1 }, false);
    expect(() => offer()).toThrow(/known_hosts:2 marks as revoked/);
  });

  it('of a key that was confirmed here goes before an older line of the same type', () => {
    write(`node-a ${other.text}`);
    store().accept(
      { host: 'node-a', port: 22, type: key.type, fingerprint: key.fingerprint, acceptedMs: 1 },
      true,
    );
    expect(offer()).toMatchObject([{ trust: 'trusted' }]);
    expect(offer(store(), other)).toMatchObject([{ trust: 'changed', known: key.fingerprint }]);
  });

  it('that was forgotten here is not asked of known_hosts again, and can be given anew', () => {
    write(`node-a ${other.text}`);
    expect(createTrust(store()).forget(at())).toBe(1);
    expect(createTrust(store()).forget(at())).toBe(0);
    expect(offer()).toMatchObject([{ trust: 'new' }]);
    expect(offer(store(), other)).toMatchObject([{ trust: 'new' }]);
    store().accept(
      { host: 'node-a', port: 22, type: other.type, fingerprint: other.fingerprint, acceptedMs: 1 },
      false,
    );
    expect(offer(store(), other)).toMatchObject([{ trust: 'trusted' }]);
  });

  it('is looked up by HostKeyAlias where there is one', () => {
    write(`alias ${key.text}`);
    const expected = createTrust(store()).expect({ ...at(), keyAlias: 'alias' });
    expect(expected.trusted).toMatchObject([{ fingerprint: key.fingerprint }]);
  });
});

it('takes a file that is not there, or is none, for an empty one', () => {
  expect(readKnownHosts(['/nonexistent/known_hosts', '/dev/null', '/dev/zero', '/'], 'node-a', 22)).toEqual(
    [],
  );
});
