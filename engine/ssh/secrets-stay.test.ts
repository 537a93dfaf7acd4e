import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext } from 'ssh2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toProblem } from '../../protocol/contract/problem.ts';
import { type LabInput, labSchema } from '../../protocol/lab/schema.ts';
import { createClient } from '../../protocol/rpc/client.ts';
import { createMemoryPortPair } from '../../protocol/rpc/port.ts';
import { serve } from '../../protocol/rpc/server.ts';
import { createEngine } from '../engine.ts';
import { generateKeyPair } from './testing/generate-key.ts';

/** A whole engine deploys to two hosts of ssh2's own; afterwards nobody but those hosts has heard a secret. */

const canary = { password: 'canary-password', sudo: 'canary-sudo', passphrase: 'canary-passphrase' };

let folder: string;
let servers: ssh2.Server[];
let commands: string[];
let typed: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-canary-'));
  servers = [];
  commands = [];
  typed = '';
});
afterEach(async () => {
  for (const server of servers) await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(folder, { recursive: true });
});

const ed25519 = (options = {}) => generateKeyPair('ed25519', options);

/** Lets in by `accepts`; its sudo asks for a password, and everything else fails with what it was told. */
async function startHost(accepts: (context: AuthContext) => boolean): Promise<number> {
  const server = new ssh2.Server({ hostKeys: [ed25519().private] }, (peer) => {
    peer.on('error', () => undefined);
    peer.on('authentication', (context) => {
      if (accepts(context)) context.accept();
      else context.reject(['password', 'publickey']);
    });
    peer.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        commands.push(command);
        const channel = acceptExec();
        const end = (status: number) => {
          channel.stderr.write(`failed: ${command}\n`);
          channel.exit(status);
          channel.end();
        };
        channel.on('data', (data: Buffer) => {
          typed += data.toString();
        });
        if (!command.includes("'-S'")) end(1);
        else channel.on('end', () => end(command.includes("'LC_ALL=C'") ? 0 : 1));
      });
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

it.each([
  ['lets them in', true],
  ['refuses them', false],
])('secrets stay in memory: a host that %s', async (_name, isLetIn) => {
  const keyFile = join(folder, 'key');
  const pair = ed25519({ passphrase: canary.passphrase, cipher: 'aes256-ctr', rounds: 4 });
  writeFileSync(keyFile, pair.private);
  const ports = [
    await startHost(
      (context) => isLetIn && context.method === 'password' && context.password === canary.password,
    ),
    await startHost((context) => isLetIn && context.method === 'publickey'),
  ];
  const dataFolder = join(folder, 'data');
  const env = { ...process.env, TANDEM_SSH_CONFIG: '/dev/null' };
  const options = { dataFolder, env, shell: 'cli', version: 'test', platform: 'linux', uid: 1000 } as const;
  const engine = createEngine(options);
  const [own, peer] = createMemoryPortPair();
  serve(peer, engine.handlers, engine.sources);
  const client = createClient(own);
  const emitted: unknown[] = [];

  const input: LabInput = {
    name: 'canary',
    nodes: [
      {
        name: 'a',
        host: '127.0.0.1',
        port: ports[0],
        user: 'ops',
        interface: 'lo',
        auth: { kind: 'password' },
      },
      {
        name: 'b',
        host: '127.0.0.1',
        port: ports[1],
        user: 'ops',
        interface: 'lo',
        auth: { kind: 'key', path: keyFile },
      },
    ],
    virtualRouters: [{ vrid: 51, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
  };
  const lab = labSchema.parse(input);
  await client.call('labs.save', { lab });
  for (const { name: node, host, port } of lab.nodes) {
    const [key] = await client.call('trust.keys', { host, port });
    if (!key) throw new Error('no key');
    await client.call('trust.accept', { host, port, fingerprint: key.fingerprint, replace: false });
    const { password, sudo: sudoPassword, passphrase } = canary;
    const secrets = node === 'a' ? { password, sudoPassword } : { passphrase, sudoPassword };
    emitted.push(await client.call('secrets.set', { lab: 'canary', node, ...secrets }));
    emitted.push(await client.call('access.check', { lab: 'canary', node }).catch(toProblem));
    emitted.push(await client.call('hosts.inspect', { lab: 'canary', node }).catch(toProblem));
  }
  const { taskId } = await client.call('deploy.start', { lab: 'canary' });
  await new Promise<void>((resolve) => {
    client.open(
      'tasks.watch',
      { taskId },
      {
        onItem: (event) => emitted.push(event),
        onEnd: (problem) => {
          emitted.push(problem);
          resolve();
        },
      },
    );
  });
  emitted.push(await client.call('labs.list', {}));
  await engine.close();

  const sudoPasswords = typed.split('\n').filter((line) => line === canary.sudo).length;
  if (isLetIn) expect(sudoPasswords).toBeGreaterThanOrEqual(4);
  expect(JSON.stringify(emitted)).toContain('"failed"');
  const persisted = readdirSync(dataFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  expect(persisted.join('')).toContain('canary');
  for (const text of [JSON.stringify(emitted), commands.join('\n'), ...persisted]) {
    for (const secret of Object.values(canary)) expect(text).not.toContain(secret);
  }
});
