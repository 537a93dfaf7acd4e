import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toProblem } from '../../protocol/contract/problem.ts';
import { readPrivateKey } from './private-key.ts';
import { generateKeyPair } from './testing/generate-key.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-key-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const env = 'TANDEM_KEY_PASSPHRASE';
const read = (text: string, value: string | null) => {
  const path = join(folder, 'key');
  writeFileSync(path, text);
  try {
    return readPrivateKey(path, { value, env }).type;
  } catch (error) {
    return toProblem(error);
  }
};

const cipher = { cipher: 'aes-256-cbc', passphrase: 'opensesame' };
const rsa = (type: 'pkcs1' | 'pkcs8', options = {}) =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type, format: 'pem', ...options })
    .toString();
const ec = (type: 'sec1' | 'pkcs8', options = {}) =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type, format: 'pem', ...options })
    .toString();
const openssh = (options = {}) => generateKeyPair('ed25519', options).private;
const protectedOpenssh = () => openssh({ passphrase: 'opensesame', cipher: 'aes256-ctr', rounds: 4 });

describe('a key', () => {
  it.each([
    ['OpenSSH', openssh(), 'ssh-ed25519'],
    ['PKCS#1', rsa('pkcs1'), 'ssh-rsa'],
    ['PKCS#8 of RSA', rsa('pkcs8'), 'ssh-rsa'],
    ['SEC1', ec('sec1'), 'ecdsa-sha2-nistp256'],
    ['PKCS#8 of EC', ec('pkcs8'), 'ecdsa-sha2-nistp256'],
  ])('of format %s is read, also where a passphrase is at hand for nothing', (_name, text, type) => {
    expect(read(text, null)).toBe(type);
    expect(read(text, 'opensesame')).toBe(type);
  });

  it.each([
    ['OpenSSH', protectedOpenssh(), 'ssh-ed25519'],
    ['PKCS#1', rsa('pkcs1', cipher), 'ssh-rsa'],
    ['PKCS#8', rsa('pkcs8', cipher), 'ssh-rsa'],
    ['SEC1', ec('sec1', cipher), 'ecdsa-sha2-nistp256'],
  ])('of format %s with a passphrase needs it, and the right one', (_name, text, type) => {
    expect(read(text, 'opensesame')).toBe(type);
    expect(read(text, null)).toMatchObject({ code: 'host.passphrase-missing', params: { env } });
    const wrong = read(text, 'wrong canary');
    expect(wrong).toMatchObject({ code: 'host.passphrase-wrong' });
    expect(JSON.stringify(wrong)).not.toContain('canary');
  });

  it.each(['rsa', 'ecdsa', 'ed25519'])('that ssh-keygen made with a passphrase is read: %s', (type) => {
    const path = join(folder, `made-${type}`);
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', 'opensesame', '-a', '4', '-f', path]);
    expect(read(readFileSync(path, 'utf8'), 'opensesame')).toContain(type === 'ecdsa' ? 'ecdsa' : type);
    expect(read(readFileSync(path, 'utf8'), 'x')).toMatchObject({ code: 'host.passphrase-wrong' });
  });
});

it.each([
  ['PuTTY-User-Key-File-3: ssh-ed25519\n', 'a PuTTY key'],
  ['ssh-ed25519 AAAA me@here\n', 'a public key'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n', 'alformed'],
  ['-----BEGIN CERTIFICATE-----\n', 'no private key'],
  ['', 'no private key'],
])('says what a file is that holds %j', (text, detail) => {
  const problem = read(text, null);
  expect(problem).toMatchObject({ code: 'host.key-format' });
  expect(JSON.stringify(problem)).toContain(detail);
});

it.each(['/nonexistent/key', '/', '/dev/zero', '$(id)', 'a\u0000b', '`id`\n', 'x'.repeat(300)])(
  'names a path that is no file: %j',
  (path) => {
    const attempt = () => readPrivateKey(path, { value: null, env });
    expect(attempt).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'host.key-unreadable' }) }),
    );
  },
);
