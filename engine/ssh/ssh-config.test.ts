import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toProblem } from '../../protocol/contract/problem.ts';
import { defaultKnownHostsFiles } from './known-hosts.ts';
import { type AskSsh, parseJump, resolveEndpoint, sshProgram } from './ssh-config.ts';
import { findWay } from './way.ts';

/** The ssh program itself, with a configuration of the test's own. */

let folder: string;
let ask: AskSsh;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-ssh-'));
  const config = `
Host node-a
  HostName 10.0.0.11
  Port 2222
  User admin
  IdentityFile ~/.ssh/lab
  IdentityAgent none
  HostKeyAlias alias-a
  UserKnownHostsFile ${folder}/known_hosts
  ProxyJump inner,root@[fe80::1]:2200
Host inner
  ProxyJump outer
Host round
  ProxyJump circle
Host circle
  ProxyJump round
Match exec "touch ${folder}/executed-%h"
  LogLevel ERROR
`;
  writeFileSync(join(folder, 'config'), config);
  ask = sshProgram(join(folder, 'config'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('takes from ssh’s configuration what the lab leaves open', async () => {
  expect(await resolveEndpoint({ host: 'node-a', port: 22 }, ask)).toMatchObject({
    host: 'node-a',
    port: 22,
    hostName: '10.0.0.11',
    connectPort: 2222,
    user: 'admin',
    keyAlias: 'alias-a',
    identityAgent: 'none',
    identityFiles: [expect.stringMatching(/^\/.*\.ssh\/lab$/)],
    knownHostsFiles: [`${folder}/known_hosts`, '/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'],
    jumps: ['inner', 'root@[fe80::1]:2200'],
  });
});

it('leaves the lab’s user and port as they are', async () => {
  const endpoint = await resolveEndpoint({ host: 'node-a', port: 2022, user: 'ops' }, ask);
  expect(endpoint).toMatchObject({ user: 'ops', connectPort: 2022, hostName: '10.0.0.11' });
});

it('does without an ssh program', async () => {
  expect(await resolveEndpoint({ host: 'node-a', port: 22, user: 'root' }, async () => null)).toMatchObject({
    hostName: 'node-a',
    connectPort: 22,
    jumps: [],
    knownHostsFiles: defaultKnownHostsFiles(),
  });
});

it('names a configuration that ssh refuses', async () => {
  const broken = join(folder, 'broken');
  writeFileSync(broken, 'Nonsense yes\n');
  const problem = await resolveEndpoint({ host: 'a', port: 22 }, sshProgram(broken)).catch(toProblem);
  expect(problem).toMatchObject({
    code: 'host.ssh-config-invalid',
    cause: expect.stringContaining('onsense'),
  });
});

describe('jumps', () => {
  it('are gone one after the other, the first one by its own jumps', async () => {
    const { jumps } = await findWay({ host: 'node-a', port: 22 }, ask);
    expect(jumps.map(({ hostName, connectPort, user }) => [hostName, connectPort, user])).toMatchObject([
      ['outer', 22, expect.any(String)],
      ['inner', 22, expect.any(String)],
      ['fe80::1', 2200, 'root'],
    ]);
  });

  it('in a circle end', async () => {
    expect(await findWay({ host: 'round', port: 22 }, ask).catch(toProblem)).toMatchObject({
      code: 'request.invalid',
      params: { detail: expect.stringContaining('ProxyJump') },
    });
  });

  it.each(['', '@', 'a:b:c', 'a b@', 'h:999999', '[::1', 'x@[::1]y'])(
    'of the text %j are refused',
    (text) => {
      expect(() => parseJump(text)).toThrow(/not valid/);
    },
  );
});

const hostile = [
  '-oProxyCommand=touch executed',
  '--',
  '',
  'a;touch executed',
  '$(touch executed)',
  '`touch executed`',
  'a b',
  'a\nProxyCommand touch executed',
  'a\u0000b',
  "a'b",
  'a|b',
  '%h',
  '../a',
  'a'.repeat(100_000),
];
const named = hostile.map((text): [string, string] => [text.slice(0, 40), text]);

it.each(named)('runs nothing for the host %j', async (_name, host) => {
  const spy = vi.fn(ask);
  const problem = await findWay({ host, port: 22, user: 'root' }, spy).catch(toProblem);
  expect(problem).toMatchObject({ code: 'request.invalid' });
  expect(spy).not.toHaveBeenCalled();
});

it.each(named)('runs nothing for the user %j', async (_name, user) => {
  const spy = vi.fn(ask);
  const problem = await resolveEndpoint({ host: 'plain', port: 22, user }, spy).catch(toProblem);
  expect(problem).toMatchObject({ code: 'request.invalid' });
  expect(spy).not.toHaveBeenCalled();
  expect(existsSync('executed')).toBe(false);
});
