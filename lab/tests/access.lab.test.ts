import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodeExec, nodes, opsUser, password } from '../testbed/index.ts';

/** Trust and access against the OpenSSH, PAM and sudo of Debian. Further sshds run on node-a, under ports of their own. */

const addressOf = (name: string) => nodes.find((node) => node.name === name)?.address ?? '';
const [a, b] = [addressOf('node-a'), addressOf('node-b')];
const questionsPort = 2201;
const keysPort = 2202;
const passphrase = 'opensesame';
const remote = '/run/tandem-access';
const sudoers = '/etc/sudoers.d/zz-tandem-access';

let folder: string;
let tandem: TestEngine;

async function onA(script: string): Promise<string> {
  const result = await nodeExec('node-a', ['sh', '-ec', script]);
  if (result.status !== 0) throw new Error(`${script}: ${result.stderr}`);
  return result.stdout;
}

const sshd = (port: number, settings: string[]) =>
  onA(`mkdir -p ${remote}
cat > ${remote}/${port}.conf <<'END'
Port ${port}
PidFile ${remote}/${port}.pid
HostKey /etc/ssh/ssh_host_ed25519_key
UsePAM yes
PermitRootLogin yes
StrictModes no
${settings.join('\n')}
END
/usr/sbin/sshd -f ${remote}/${port}.conf`);

type NodeChange = Partial<LabInput['nodes'][number]>;

/** What the access of the first node answers, given changes to it. */
async function check(change: NodeChange, node = 'node-a') {
  const lab = exampleLab();
  const [first, second] = lab.nodes;
  const changed = (entry: LabInput['nodes'][number]) =>
    entry.name === node ? { ...entry, ...change } : entry;
  await tandem.save({ ...lab, nodes: [changed(first), changed(second)] });
  return tandem.client.call('access.check', { lab: lab.name, node });
}

beforeAll(async () => {
  await ensureUp();
  folder = mkdtempSync(join(tmpdir(), 'tandem-access-'));
  const makeKey = (name: string, secret: string) =>
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-a', '4', '-N', secret, '-f', join(folder, name)]);
  makeKey('plain', '');
  makeKey('locked', passphrase);
  const publicKeys = ['plain', 'locked']
    .map((name) => readFileSync(join(folder, `${name}.pub`), 'utf8'))
    .join('');
  await sshd(questionsPort, [
    'PasswordAuthentication no',
    'PubkeyAuthentication no',
    'KbdInteractiveAuthentication yes',
  ]);
  await sshd(keysPort, ['AuthenticationMethods publickey', `AuthorizedKeysFile ${remote}/keys`]);
  await onA(`cat > ${remote}/keys <<'END'\n${publicKeys}END`);
  const hostKey = (await onA('cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub')).trim();
  const known = join(folder, 'known_hosts');
  writeFileSync(known, [questionsPort, keysPort].map((port) => `[${a}]:${port} ${hostKey}\n`).join(''));
  execFileSync('ssh-keygen', ['-q', '-H', '-f', known], { stdio: 'ignore' });
  writeFileSync(
    join(folder, 'config'),
    `UserKnownHostsFile ${known}
IdentityAgent none
IdentityFile ${join(folder, 'plain')}
Host behind
  HostName ${b}
  ProxyJump root@${a}:${keysPort}
`,
  );
  tandem = startTestEngine({
    env: { ...process.env, LAB_PASSWORD: password, TANDEM_SSH_CONFIG: join(folder, 'config') },
  });
  await tandem.trustNodes();
}, 600_000);

afterEach(() => onA(`rm -f ${sudoers}`));

afterAll(async () => {
  await onA(`for file in ${remote}/*.pid; do kill "$(cat "$file")"; done; rm -rf ${remote}`);
  await tandem?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('known_hosts', () => {
  test('hashed, vouches for a key, and the answer names the line', async () => {
    const keys = await tandem.client.call('trust.keys', { host: a, port: keysPort });
    expect(keys).toMatchObject([{ type: 'ssh-ed25519', trust: 'trusted', vouchedBy: 'known_hosts:2' }]);
  });
});

describe('authentication', () => {
  test('a host that only asks questions gets the password', async () => {
    expect(await check({ port: questionsPort })).toMatchObject({
      interfaces: expect.arrayContaining(['eth0']),
    });
  });

  test('a key without a passphrase, and one with', async () => {
    const key = (name: string) =>
      ({ port: keysPort, auth: { kind: 'key', path: join(folder, name) } }) as const;
    await check(key('plain'));
    expect(await problemOf(check(key('locked')))).toMatchObject({ code: 'host.passphrase-missing' });
    await tandem.client.call('secrets.set', { lab: 'example', node: 'node-a', passphrase: 'wrong' });
    expect(await problemOf(check(key('locked')))).toMatchObject({ code: 'host.passphrase-wrong' });
    await tandem.client.call('secrets.set', { lab: 'example', node: 'node-a', passphrase });
    await check(key('locked'));
  });

  test('through a jump host, which gets in by key and whose own key is known', async () => {
    const keys = await tandem.client.call('trust.keys', { host: 'behind', port: 22 });
    const offered = keys.find(({ type }) => type === 'ssh-ed25519');
    expect(offered?.trust).toBe('new');
    expect(await problemOf(check({ host: 'behind' }, 'node-b'))).toMatchObject({ code: 'host.key-unknown' });
    const { fingerprint = '' } = offered ?? {};
    await tandem.client.call('trust.accept', { host: 'behind', port: 22, fingerprint, replace: false });
    const direct = await check({}, 'node-b');
    expect((await check({ host: 'behind' }, 'node-b')).machineId).toBe(direct.machineId);
  });
});

describe('sudo', () => {
  const ops = { user: opsUser };
  const withRules = (...rules: string[]) =>
    onA(
      `printf '%s\\n' ${rules.map((rule) => `'${rule}'`).join(' ')} > ${sudoers}; chmod 440 ${sudoers}; visudo -cq`,
    );

  test.each([
    ['with a lecture every time', ['Defaults lecture=always']],
    ['in a pty of its own', ['Defaults use_pty']],
    ['without a password for one command only', [`${opsUser} ALL=(ALL) NOPASSWD: /usr/bin/true`]],
    ['without a password', [`${opsUser} ALL=(ALL) NOPASSWD: ALL`]],
  ])('%s gives a root shell', async (_name, rules) => {
    await withRules(...rules);
    await check(ops);
  });

  test.each([
    ['that wants a terminal', [`Defaults:${opsUser} requiretty`], 'host.sudo-needs-terminal'],
    [
      'that allows some commands only',
      [`${opsUser} ALL=(ALL) !ALL`, `${opsUser} ALL=(ALL) /usr/bin/true`],
      'host.sudo-not-allowed',
    ],
  ])('%s is named', async (_name, rules, code) => {
    await withRules(...rules);
    expect(await problemOf(check(ops))).toMatchObject({ code });
  });
});
