import { expect, test } from 'vitest';
import type { HostKey } from '../../protocol/contract/hosts.ts';
import { changedKey, keyToCompare, verifyCommand } from './host-keys.ts';

const key = (type: string, trust: HostKey['trust'] = 'new'): HostKey => ({
  host: '10.77.0.11',
  port: 22,
  type,
  fingerprint: `SHA256:${type}`,
  trust,
  known: null,
});

test('offers the strongest key, but stays with one that is trusted', () => {
  expect(keyToCompare([key('rsa-sha2-512'), key('ssh-ed25519')])?.type).toBe('ssh-ed25519');
  expect(keyToCompare([key('rsa-sha2-512', 'trusted'), key('ssh-ed25519')])?.type).toBe('rsa-sha2-512');
  expect(keyToCompare([])).toBeNull();
});

test('one changed key is enough to stop', () => {
  expect(changedKey([key('ssh-ed25519', 'trusted'), key('rsa-sha2-512', 'changed')])?.type).toBe(
    'rsa-sha2-512',
  );
});

test('names the file that holds the key on the host', () => {
  expect(verifyCommand('ecdsa-sha2-nistp256')).toBe('ssh-keygen -lf /etc/ssh/ssh_host_ecdsa_key.pub');
});
