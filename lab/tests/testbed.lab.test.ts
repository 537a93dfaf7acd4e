import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { labSchema } from '../../protocol/lab/schema.ts';
import {
  checkout,
  clientExec,
  diffSnapshots,
  ExecTimeoutError,
  ensureUp,
  lockFile,
  type NodeName,
  nodeExec,
  nodes,
  password,
  runPaths,
  takeSnapshot,
  waitUntilNodeAnswers,
} from '../testbed/index.ts';
import { formatHolder } from '../testbed/lock.ts';
import { identify } from '../testbed/process-identity.ts';
import { type RunResult, run } from '../testbed/run.ts';

/** The test bed itself, on real nodes. Leaves the lab up. */

const names = nodes.map(({ name }) => name);

function lab(...args: string[]): Promise<RunResult> {
  return run([process.execPath, join(checkout, 'lab', 'cli.ts'), ...args]);
}

function onBoth(argv: readonly string[]): Promise<string[]> {
  return Promise.all(names.map(async (name) => (await nodeExec(name, argv)).stdout.trim()));
}

beforeAll(() => ensureUp(), 600_000);

test('each node has its own name, machine-id and SSH host key', async () => {
  expect(await onBoth(['hostname'])).toEqual(names);
  for (const file of ['/etc/machine-id', '/etc/ssh/ssh_host_ed25519_key.pub']) {
    const [first, second] = await onBoth(['cat', file]);
    expect(first).toMatch(/\S{32}/);
    expect(first).not.toBe(second);
  }
});

test('nothing failed in the boot, nginx runs, keepalived is there but off', async () => {
  expect(await onBoth(['systemctl', 'is-system-running'])).toEqual(['running', 'running']);
  expect(await onBoth(['systemctl', 'is-active', 'nginx', 'keepalived'])).toEqual(
    names.map(() => 'active\ninactive'),
  );
  expect(await onBoth(['systemctl', 'is-enabled', 'keepalived'])).toEqual(['disabled', 'disabled']);
});

test('the client gets the page of each node, which names it', async () => {
  for (const { address, name } of nodes) {
    const page = await clientExec(['curl', '--silent', '--fail', '--max-time', '5', `http://${address}/`]);
    expect(page.stdout).toContain(`<h1>${name}</h1>`);
  }
});

test('a node sees its peer, the client and the machine, and has no way out', async () => {
  for (const address of ['10.77.0.12', '10.77.0.50', '10.77.0.1'])
    expect((await nodeExec('node-a', ['ping', '-c', '1', '-W', '2', address])).status).toBe(0);
  const route = await nodeExec('node-a', ['ip', 'route', 'get', '198.51.100.1']);
  expect(route.status).not.toBe(0);
  expect(route.stderr).toContain('Network is unreachable');
});

test('user ops logs in with the key of the lab, and becomes root with the password', async () => {
  const key = runPaths().opsKey;
  expect(statSync(key).mode & 0o777).toBe(0o600);
  for (const { address, name } of nodes) {
    const login = await run(
      [
        ...['ssh', '-F', 'none', '-i', key, '-o', 'BatchMode=yes', '-o', 'UserKnownHostsFile=/dev/null'],
        ...['-o', 'StrictHostKeyChecking=no', `ops@${address}`, "sudo -S -p '' sh -c 'id -un; hostname'"],
      ],
      { input: `${password}\n` },
    );
    expect(login.stdout).toBe(`root\n${name}\n`);
  }
});

test('a command in a node gets its input and arguments as they are, and passes its status on', async () => {
  const echoed = await nodeExec(
    'node-b',
    ['sh', '-c', 'cat; printf "%s|" "$@"; exit 7', 'sh', 'a b', '$HOME'],
    {
      input: 'in\n',
    },
  );
  expect(echoed).toMatchObject({ status: 7, stdout: 'in\na b|$HOME|' });
  expect((await lab('exec', 'node-b', '--', 'sh', '-c', 'exit 9')).status).toBe(9);
  expect((await lab('exec', 'client', '--', 'ip', '-brief', 'address')).stdout).toContain('10.77.0.50/24');
});

test('a command that takes too long is killed inside the node', async () => {
  const slow = nodeExec('node-a', ['sleep', '987'], { timeoutMs: 200 });
  await expect(slow).rejects.toBeInstanceOf(ExecTimeoutError);
  expect((await nodeExec('node-a', ['pgrep', '-f', 'sleep 987'])).stdout).toBe('');
});

test('the network sysctls and transient units that drills and agents need work inside', async () => {
  const unit = [
    'systemd-run',
    '--wait',
    '--pipe',
    '--quiet',
    'sysctl',
    '-w',
    'net.ipv4.conf.all.arp_ignore=0',
  ];
  expect((await nodeExec('node-a', unit)).stdout).toContain('arp_ignore = 0');
  const table =
    'table inet lab_try { chain in { type filter hook input priority 0; numgen random mod 10 < 1 drop; }; }';
  expect(await nodeExec('node-a', ['nft', '-f', '-'], { input: table })).toMatchObject({
    status: 0,
    stderr: '',
  });
  expect((await nodeExec('node-a', ['nft', 'delete', 'table', 'inet', 'lab_try'])).status).toBe(0);
});

test('a running service can be starved of CPU, as a drill does, in one node only', async ({ skip }) => {
  const tree = await nodeExec('node-a', ['test', '-d', '/sys/fs/cgroup/cpu']);
  skip(tree.status !== 0, 'this machine has no version 1 cpu controller');
  // A service without a limit may have no group of its own.
  const quota = 'cat /sys/fs/cgroup/cpu/system.slice/nginx.service/cpu.cfs_quota_us 2>/dev/null || echo -1';
  try {
    await nodeExec('node-a', ['systemctl', 'set-property', '--runtime', 'nginx', 'CPUQuota=2%']);
    expect(await onBoth(['sh', '-c', quota])).toEqual(['2000', '-1']);
  } finally {
    await nodeExec('node-a', ['systemctl', 'revert', 'nginx']);
  }
  expect(await onBoth(['sh', '-c', quota])).toEqual(['-1', '-1']);
});

test('the units of one node are not those of the other', async () => {
  await nodeExec('node-a', ['systemctl', 'kill', '--signal=KILL', 'nginx']);
  expect((await nodeExec('node-b', ['systemctl', 'is-active', 'nginx'])).stdout.trim()).toBe('active');
  await nodeExec('node-a', ['systemctl', 'reset-failed', 'nginx']);
  expect((await nodeExec('node-a', ['systemctl', 'restart', 'nginx'])).status).toBe(0);
});

test('status is told as JSON, with a lab file that fits', async () => {
  const status = JSON.parse((await lab('status', '--json')).stdout);
  expect(status).toEqual({
    state: 'up',
    nodes: nodes.map(({ name, address }) => ({
      name,
      address,
      state: 'running',
      hostKey: { type: 'ssh-ed25519', fingerprint: expect.stringMatching(/^SHA256:/) },
    })),
    lab: join(checkout, 'lab', 'example.json'),
  });
  expect(labSchema.safeParse(JSON.parse(readFileSync(status.lab, 'utf8'))).success).toBe(true);
});

test('up says at once that the lab is already up', async () => {
  const { status, stdout } = await lab('up', '--json');
  expect(status).toBe(0);
  const [last, ...others] = stdout.trim().split('\n').reverse();
  expect(others).toEqual([]);
  expect(JSON.parse(last ?? '')).toMatchObject({ type: 'done', ok: true });
});

test('a second run is refused with the number of the first while the lock is held, and only then', async () => {
  const holder = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(holder, 'spawn');
  const identity = identify(holder.pid ?? 0);
  if (identity === undefined) throw new Error('the holder did not start');
  writeFileSync(lockFile, formatHolder(identity), { flag: 'wx' });
  for (const command of [['up', '--json'], ['down']]) {
    const refused = await lab(...command);
    expect(refused.status).toBe(1);
    expect(refused.stdout + refused.stderr).toContain(`being worked on by process ${identity.pid}`);
  }
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect((await lab('up')).status).toBe(0);
  expect(existsSync(lockFile)).toBe(false);
});

test('a node that reboots comes back by itself, as it was, with its files and without its addresses', async () => {
  const node: NodeName = 'node-b';
  const before = await takeSnapshot(node);
  const bootId = () => nodeExec(node, ['cat', '/proc/1/stat']).then(({ stdout }) => stdout.split(' ')[21]);
  const firstBoot = await bootId();
  await nodeExec(node, ['touch', '/var/tmp/outlives-a-reboot']);
  await nodeExec(node, ['ip', 'address', 'add', '10.77.0.100/32', 'dev', 'eth0']);
  await nodeExec(node, ['nft', 'add', 'table', 'inet', 'forgotten']);
  expect(diffSnapshots(before, await takeSnapshot(node)).length).toBeGreaterThan(1);

  await nodeExec(node, ['systemctl', 'reboot']);
  // The old sshd must be gone before an answer can count as that of the new one. A process that does not end holds a
  // reboot up for systemd's DefaultTimeoutStopSec, 90 s; what it is, the failure says.
  const hasRebooted = async () => (await bootId().catch(() => firstBoot)) !== firstBoot;
  const isBack = await expect
    .poll(hasRebooted, { timeout: 120_000, interval: 50 })
    .toBe(true)
    .then(
      () => true,
      () => false,
    );
  if (!isBack) {
    const why = ['sh', '-c', 'systemctl list-jobs --no-pager; ps -eo pid,stat,etimes,args'];
    throw new Error(`${node} does not reboot:\n${(await nodeExec(node, why)).stdout}`);
  }
  await waitUntilNodeAnswers(node);
  await nodeExec(node, ['systemctl', 'is-system-running', '--wait']);

  expect(diffSnapshots(before, await takeSnapshot(node))).toEqual([]);
  expect((await nodeExec(node, ['rm', '/var/tmp/outlives-a-reboot'])).status).toBe(0);
}, 180_000);
