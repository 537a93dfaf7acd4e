import { expect, test } from 'vitest';
import { labOf, nodeNames } from '../testing/fixtures.ts';
import { missingSecrets } from './missing-secrets.ts';

test('asks for what the engine does not hold, and for nothing else', () => {
  const summary = labOf('practice', nodeNames);
  summary.lab.nodes[1].auth = { kind: 'agent' };
  summary.lab.nodes[1].sudo = 'password';
  const kinds = () => missingSecrets(summary).map(({ node, kind }) => `${node.name} ${kind}`);
  expect(kinds()).toEqual(['node-a password', 'node-b sudo']);
  summary.secrets = {
    'node-a': { password: true, sudo: false, passphrase: 'unneeded' },
    'node-b': { password: false, sudo: true, passphrase: 'unneeded' },
  };
  expect(kinds()).toEqual([]);
});

test('a password from the environment is asked for only where the variable is not set', () => {
  const summary = labOf('practice', nodeNames);
  for (const node of summary.lab.nodes) node.auth = { kind: 'password', env: 'LAB_PASSWORD' };
  summary.secrets = {
    'node-a': { password: true, sudo: true, passphrase: 'unneeded' },
    'node-b': { password: false, sudo: false, passphrase: 'unneeded' },
  };
  expect(missingSecrets(summary).map(({ node, kind }) => `${node.name} ${kind}`)).toEqual([
    'node-b password',
  ]);
});

test('the passphrase of a key is asked for where the key is protected', () => {
  const summary = labOf('practice', nodeNames);
  for (const node of summary.lab.nodes) node.auth = { kind: 'key', path: '~/.ssh/id_ed25519' };
  const none = { password: false, sudo: false };
  summary.secrets = {
    'node-a': { ...none, passphrase: 'needed' },
    'node-b': { ...none, passphrase: 'unneeded' },
  };
  expect(missingSecrets(summary).map(({ node, kind }) => `${node.name} ${kind}`)).toEqual([
    'node-a passphrase',
  ]);
});
