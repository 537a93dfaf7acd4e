import { expect, test } from 'vitest';
import { nodeFiles } from './node-files.ts';
import { nodes } from './plan.ts';

const identity = {
  machineId: '0123456789abcdef0123456789abcdef',
  hostKeys: { ssh_host_ed25519_key: 'SECRET', 'ssh_host_ed25519_key.pub': 'PUBLIC' },
};
const [node] = nodes;
if (node === undefined) throw new Error('no nodes');
const files = new Map(
  nodeFiles(node, identity, 'ssh-ed25519 AAAA ops\n').map((file) => [file.path, file] as const),
);

test('a node has its own name, machine-id, host keys and page', () => {
  expect(files.get('etc/hostname')?.content).toBe('node-a\n');
  expect(files.get('etc/machine-id')?.content).toBe(`${identity.machineId}\n`);
  expect(files.get('etc/ssh/ssh_host_ed25519_key')).toMatchObject({ content: 'SECRET', mode: 0o600 });
  expect(files.get('etc/ssh/ssh_host_ed25519_key.pub')).toMatchObject({ content: 'PUBLIC', mode: 0o644 });
  expect(files.get('var/www/html/index.html')?.content).toContain('<h1>node-a</h1>');
});

test('user ops owns the list of keys that may log in', () => {
  expect(files.get('home/ops/.ssh/authorized_keys')).toEqual({
    path: 'home/ops/.ssh/authorized_keys',
    mode: 0o600,
    owner: 'ops',
    content: 'ssh-ed25519 AAAA ops\n',
  });
});

test('both nodes are known by name', () => {
  expect(files.get('etc/hosts')?.content).toContain('10.77.0.12 node-b\n');
});
