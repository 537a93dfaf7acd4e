import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LabNode, nodeSchema } from '../../protocol/lab/schema.ts';
import { createSecrets } from './secrets.ts';
import { generateKeyPair } from './testing/generate-key.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function nodeWithKey(name: string, options: object) {
  const path = join(folder, name);
  writeFileSync(path, generateKeyPair('ed25519', options).private);
  const auth = { kind: 'key', path } as const;
  return nodeSchema.parse({ name: 'node-a', host: '10.77.0.11', user: 'ops', interface: 'eth0', auth });
}

const protectedBy = { passphrase: 'opensesame', cipher: 'aes256-ctr', rounds: 4 };

test('a passphrase is needed where the key is protected and none is at hand', () => {
  const secrets = createSecrets({});
  const node = nodeWithKey('protected', protectedBy);
  expect(secrets.held('lab', node).passphrase).toBe('needed');
  secrets.set('lab', node, { passphrase: 'opensesame' });
  expect(secrets.held('lab', node).passphrase).toBe('held');
  expect(createSecrets({ TANDEM_KEY_PASSPHRASE: 'x' }).held('lab', node).passphrase).toBe('held');
});

test('a plain key, a missing one and a password need none', () => {
  const { held } = createSecrets({});
  const plain = nodeWithKey('plain', {});
  expect(held('lab', plain).passphrase).toBe('unneeded');
  expect(held('lab', { ...plain, auth: { kind: 'key', path: '/nowhere' } }).passphrase).toBe('unneeded');
  expect(held('lab', { ...plain, auth: { kind: 'password' } }).passphrase).toBe('unneeded');
});

test('what a host refused is asked for again, what was typed meanwhile is kept', () => {
  const secrets = createSecrets({});
  const node: LabNode = { ...nodeWithKey('unused', {}), auth: { kind: 'password' }, sudo: 'password' };
  secrets.set('lab', node, { password: 'wrong' });
  const version = secrets.version('lab', node);
  secrets.set('lab', node, { password: 'right' });
  secrets.refused('lab', node, 'host.auth-failed', version);
  expect(secrets.held('lab', node).password).toBe(true);
  secrets.refused('lab', node, 'host.auth-failed', secrets.version('lab', node));
  expect(secrets.held('lab', node)).toMatchObject({ password: false, sudo: false });
});

test('a login password that sudo refuses is not taken for sudo’s again', () => {
  const secrets = createSecrets({});
  const node: LabNode = { ...nodeWithKey('unused', {}), auth: { kind: 'password' }, sudo: 'password' };
  secrets.set('lab', node, { password: 'of the login' });
  expect(secrets.held('lab', node).sudo).toBe(true);
  secrets.refused('lab', node, 'host.sudo-refused', secrets.version('lab', node));
  expect(secrets.held('lab', node)).toMatchObject({ password: true, sudo: false });
  secrets.set('lab', node, { sudoPassword: 'of sudo' });
  expect(secrets.sudoPassword('lab', node)).toBe('of sudo');
});
