import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Problem, wordProblem } from '../../protocol/contract/problem.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { hostCheck, withNode } from '../support/preflight.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { clientExec, ensureUp, nodeExec, runPaths, type Snapshot } from '../testbed/index.ts';

/** Bad input gives one clear Problem in both languages and leaves the hosts as they were. */

let tandem: TestEngine;
let before: Snapshot[];

async function expectHostsUntouched(): Promise<void> {
  expect(nodeDifferences(before, await snapshotNodes()).slice(0, 10)).toEqual([]);
}

/** Every placeholder is filled, in both languages, and there is something to do. */
function expectClear(problem: Problem): void {
  for (const language of ['en', 'zh-CN'] as const) {
    const { message, hint } = wordProblem(problem, language);
    expect(message).not.toMatch(/[{}]/);
    expect(hint).not.toMatch(/[{}]/);
    expect(hint.length).toBeGreaterThan(5);
  }
}

async function deployProblem(lab: LabInput): Promise<Problem> {
  await tandem.save(lab);
  const problem = await problemOf(tandem.deploy(lab.name));
  expectClear(problem);
  return problem;
}

function withNodeB(change: Partial<LabInput['nodes'][1]>): LabInput {
  const [first, second] = exampleLab().nodes;
  return exampleLab({ nodes: [first, { ...second, ...change }] });
}

function withRouter(change: Partial<LabInput['virtualRouters'][number]>): LabInput {
  return exampleLab({
    virtualRouters: exampleLab().virtualRouters.map((router) => ({ ...router, ...change })),
  });
}

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
}, 600_000);
beforeEach(async () => {
  tandem = startTestEngine();
  await tandem.trustNodes();
  before = await snapshotNodes();
});
afterEach(() => tandem.close());

describe('credentials and keys', () => {
  test('a wrong password', async () => {
    await tandem.save(exampleLab());
    await tandem.client.call('secrets.set', { lab: 'example', node: 'node-b', password: 'wrong' });
    const problem = await problemOf(tandem.deploy('example'));
    expectClear(problem);
    expect(problem.code).toBe('host.auth-failed');
    await expectHostsUntouched();
  });

  test('no password at all', async () => {
    const auth = { kind: 'password', env: 'TANDEM_TEST_NOT_SET' } as const;
    expect((await deployProblem(withNodeB({ auth }))).code).toBe('host.variable-unset');
    await expectHostsUntouched();
  });

  test('a host key that was never confirmed stops before any credential', async () => {
    await tandem.client.call('trust.forget', { host: '10.77.0.12', port: 22 });
    expect((await deployProblem(exampleLab())).code).toBe('host.key-unknown');
    const log = await nodeExec('node-b', ['journalctl', '--unit', 'ssh', '--lines', '3', '--output', 'cat']);
    expect(log.stdout).not.toMatch(/Failed password|Accepted/);
    await expectHostsUntouched();
  });

  test('a changed host key stops everything and shows old and new', async () => {
    const keys = ['/etc/ssh/ssh_host_ed25519_key', '/etc/ssh/ssh_host_ed25519_key.pub'];
    for (const key of keys) await nodeExec('node-b', ['mv', key, `${key}.kept`]);
    try {
      await nodeExec('node-b', ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', keys[0] as string]);
      const problem = await deployProblem(exampleLab());
      expect(problem.code).toBe('host.key-changed');
      expect(problem.params.known).not.toBe(problem.params.offered);
      const [offered] = await tandem.client.call('trust.keys', { host: '10.77.0.12', port: 22 });
      expect(offered).toMatchObject({ trust: 'changed', known: problem.params.known });
      const accept = { host: '10.77.0.12', port: 22, fingerprint: offered?.fingerprint ?? '' };
      expect((await problemOf(tandem.client.call('trust.accept', accept))).code).toBe('host.key-changed');
    } finally {
      for (const key of keys) await nodeExec('node-b', ['mv', `${key}.kept`, key]);
    }
    await expectHostsUntouched();
  });

  test('a lab that vouches for a key is of use again once a person has confirmed the new one', async () => {
    const at = { host: '10.77.0.12', port: 22 };
    const offered = async () => {
      const [key] = await tandem.client.call('trust.keys', at);
      return key?.fingerprint ?? '';
    };
    const confirm = async () =>
      tandem.client.call('trust.accept', { ...at, fingerprint: await offered(), replace: true });
    await tandem.save(withNodeB({ hostKey: await offered() }));
    const keys = ['/etc/ssh/ssh_host_ed25519_key', '/etc/ssh/ssh_host_ed25519_key.pub'];
    for (const key of keys) await nodeExec('node-b', ['mv', key, `${key}.kept`]);
    const plan = () => tandem.client.call('plan.get', { lab: 'example' });
    try {
      await nodeExec('node-b', ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', keys[0] as string]);
      expect((await problemOf(plan())).code).toBe('host.key-changed');
      await confirm();
      expect((await plan()).unchanged).toBe(false);
    } finally {
      for (const key of keys) await nodeExec('node-b', ['mv', `${key}.kept`, key]);
      await confirm();
    }
    await expectHostsUntouched();
  });

  test('a sudo password that is wrong, and one that is missing', async () => {
    const ops = { user: 'ops', auth: { kind: 'key', path: runPaths().opsKey }, sudo: 'password' } as const;
    expect((await deployProblem(withNodeB(ops))).code).toBe('host.sudo-password-missing');
    await tandem.client.call('secrets.set', { lab: 'example', node: 'node-b', sudoPassword: 'wrong' });
    expect((await problemOf(tandem.deploy('example'))).code).toBe('host.sudo-refused');
    await expectHostsUntouched();
  });
});

describe('hosts', () => {
  test('a closed port', async () => {
    expect((await deployProblem(withNodeB({ port: 2222 }))).code).toBe('host.port-closed');
    await expectHostsUntouched();
  });

  test('a host that is not there', async () => {
    expect((await deployProblem(withNodeB({ host: '10.77.0.13' }))).code).toBe('host.unreachable');
    await expectHostsUntouched();
  });

  test('one machine under two addresses', async () => {
    await nodeExec('node-a', ['ip', 'address', 'add', '10.77.0.61/24', 'dev', 'eth0']);
    try {
      const target = { host: '10.77.0.61', port: 22 };
      const keys = await tandem.client.call('trust.keys', target);
      const fingerprint = keys.find(({ type }) => type === 'ssh-ed25519')?.fingerprint ?? '';
      await tandem.client.call('trust.accept', { ...target, fingerprint });
      expect((await deployProblem(withNodeB({ host: target.host }))).code).toBe('host.same-machine');
    } finally {
      await nodeExec('node-a', ['ip', 'address', 'delete', '10.77.0.61/24', 'dev', 'eth0']);
    }
    await expectHostsUntouched();
  });

  test('an interface that does not exist, on the node and here', async () => {
    const problem = await deployProblem(withNodeB({ interface: 'eth9' }));
    expect(problem.code).toBe('host.interface-missing');
    expect(problem.params.available).toContain('eth0');
    const here = await problemOf(tandem.client.call('capture.start', { interface: 'nope0' }));
    expectClear(here);
    expect(here.code).toBe('capture.interface-missing');
    await expectHostsUntouched();
  });

  test('a disk that is full before the push', async () => {
    await nodeExec('node-b', ['mount', '-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', '/opt']);
    try {
      expect((await deployProblem(exampleLab())).code).toBe('host.disk-full');
      expect((await nodeExec('node-b', ['ls', '-A', '/opt'])).stdout).toBe('');
    } finally {
      await nodeExec('node-b', ['umount', '/opt']);
    }
    await expectHostsUntouched();
  });

  test('a disk that fills up in the middle of the push', async () => {
    await nodeExec('node-b', ['mount', '-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', '/opt']);
    try {
      await tandem.save(exampleLab());
      let filled: Promise<unknown> | null = null;
      const deploying = tandem.deploy('example', (event) => {
        if (event.type === 'step' && event.node === 'node-b' && event.step === 'upload')
          filled ??= nodeExec('node-b', ['fallocate', '-l', '390m', '/opt/ballast']);
      });
      const problem = await problemOf(deploying);
      await filled;
      expectClear(problem);
      expect(problem.code).toBe('host.disk-full');
      expect((await nodeExec('node-b', ['ls', '-A', '/opt'])).stdout.trim()).toBe('ballast');
    } finally {
      await nodeExec('node-b', ['umount', '/opt']);
    }
    await expectHostsUntouched();
  });

  test('a host that goes away in the middle of the push, and comes back', async () => {
    await tandem.save(exampleLab());
    let cut: Promise<unknown> | null = null;
    const deploying = tandem.deploy('example', (event) => {
      if (event.type === 'step' && event.node === 'node-b' && (event.bytes ?? 0) > 1_000_000)
        cut ??= nodeExec('node-b', ['ip', 'link', 'set', 'eth0', 'down']);
    });
    const problem = await problemOf(deploying);
    await cut;
    expectClear(problem);
    expect(problem.code).toBe('host.lost');
    await nodeExec('node-b', ['ip', 'link', 'set', 'eth0', 'up']);
    await tandem.deploy('example');
    await tandem.uninstall('example');
    await expectHostsUntouched();
  });
});

describe('addresses and priorities', () => {
  test.each([
    ['VRID 0', withRouter({ vrid: 0 })],
    ['VRID 256', withRouter({ vrid: 256 })],
    ['priority 0', withRouter({ priorities: { 'node-a': 0, 'node-b': 100 } })],
  ])('%s is refused by name before anything is connected', async (_name, lab) => {
    const problem = await problemOf(tandem.client.call('labs.save', { lab: lab as never }));
    expectClear(problem);
    expect(problem.code).toBe('request.invalid');
    expect(problem.params.detail).toMatch(/vrid|priorities/);
  });

  test('priority 255 where nobody owns the address', async () => {
    const lab = withRouter({ priorities: { 'node-a': 255, 'node-b': 100 } });
    expect((await deployProblem(lab)).code).toBe('lab.priority-owner');
    await expectHostsUntouched();
  });

  test('equal priorities', async () => {
    const lab = withRouter({ priorities: { 'node-a': 100, 'node-b': 100 } });
    expect((await deployProblem(lab)).code).toBe('lab.priorities-equal');
  });

  test('a VIP outside the subnet', async () => {
    expect((await deployProblem(withRouter({ vips: ['192.168.7.1/24'] }))).code).toBe(
      'lab.vip-outside-subnet',
    );
    await expectHostsUntouched();
  });

  test('a VIP that is the own address of a node', async () => {
    expect((await deployProblem(withRouter({ vips: ['10.77.0.12/24'] }))).code).toBe(
      'lab.vip-is-node-address',
    );
    await expectHostsUntouched();
  });

  test('a VIP that already answers ARP', async () => {
    const problem = await deployProblem(withRouter({ vips: ['10.77.0.50/24'] }));
    expect(problem.code).toBe('deploy.vip-in-use');
    const link = await clientExec(['cat', '/sys/class/net/eth0/address']);
    expect(problem.params.mac).toBe(link.stdout.trim());
    await expectHostsUntouched();
  });

  test.each(['tandem-agent', 'keepalived'] as const)(
    'an IPv6 VIP that a third host has, with %s',
    async (backend) => {
      const lab = { ...withRouter({ vips: ['fe80::77:100/64', 'fd77::100/64'] }), backend };
      const address = ['fd77::100/64', 'dev', 'eth0'];
      await clientExec(['ip', 'address', 'add', ...address, 'nodad']);
      try {
        const problem = await deployProblem(lab);
        expect(problem).toMatchObject({ code: 'deploy.vip-in-use', params: { vip: 'fd77::100' } });
        const link = await clientExec(['cat', '/sys/class/net/eth0/address']);
        expect(problem.params.mac).toBe(link.stdout.trim());
        await expectHostsUntouched();
      } finally {
        await clientExec(['ip', 'address', 'delete', ...address]);
      }
    },
  );

  test.each([
    ['a VIP', '10.77.0.60/24', { vips: ['10.77.0.60/24'] }],
    ['an excluded VIP', '10.77.0.60/24', { vips: ['10.77.0.100/24'], excludedVips: ['10.77.0.60/24'] }],
    ['an IPv6 VIP', 'fd77::11/64', { vips: ['fe80::77:100/64', 'FD77:0::11/64'] }],
  ])('%s that is a node’s own address, which nobody configured in the lab', async (_name, own, change) => {
    const lab = withRouter(change);
    const refused = {
      code: 'lab.vip-is-node-address',
      params: { vip: own.split('/')[0], node: 'node-b' },
    };
    const add = ['ip', 'address', 'add', own, 'dev', 'eth0', ...(own.includes(':') ? ['nodad'] : [])];
    await withNode('node-b', [add], [['ip', 'address', 'delete', own, 'dev', 'eth0']], async () => {
      const held = await snapshotNodes();
      expect(await deployProblem(lab)).toMatchObject(refused);
      expect((await hostCheck(tandem, lab, 'node-b', 'vips')).said).toEqual(refused);
      expect(nodeDifferences(held, await snapshotNodes())).toEqual([]);
    });
    await expectHostsUntouched();
  });
});

describe('others', () => {
  test('somebody else advertises the VRID', async () => {
    const config = `vrrp_instance other {\n interface eth0\n virtual_router_id 51\n priority 90\n advert_int 1\n virtual_ipaddress { 10.77.0.200/24 }\n}\n`;
    await nodeExec('node-a', ['tee', '/run/other-keepalived.conf'], { input: config });
    const run = ['systemd-run', '--collect', '--unit', 'other-vrrp', 'keepalived', '-n', '-P', '-f'];
    await nodeExec('node-a', [...run, '/run/other-keepalived.conf']);
    try {
      const heard = Promise.withResolvers<void>();
      await tandem.client.call('capture.start', { interface: 'tandem0' });
      const close = tandem.client.open(
        'capture.frames',
        {},
        {
          onItem: ({ frames }) => {
            if (frames.some((frame) => frame.vrrp?.vrid === 51)) heard.resolve();
          },
        },
      );
      await heard.promise;
      close();
      const problem = await deployProblem(exampleLab());
      expect(problem).toMatchObject({
        code: 'deploy.other-vrrp',
        params: { source: '10.77.0.11', vrid: 51 },
      });
    } finally {
      await nodeExec('node-a', ['systemctl', 'stop', 'other-vrrp']);
      await nodeExec('node-a', ['rm', '-f', '/run/other-keepalived.conf']);
    }
    await expectHostsUntouched();
  });

  test('a second Tandem on the same hosts', async () => {
    const other = startTestEngine();
    try {
      await other.trustNodes();
      await other.save(exampleLab());
      await tandem.save(exampleLab());
      let refused: Promise<Problem> | null = null;
      await tandem.deploy('example', (event) => {
        if (event.type === 'step' && event.step === 'upload') refused ??= problemOf(other.deploy('example'));
      });
      const problem = (await refused) as unknown as Problem;
      expectClear(problem);
      expect(problem.code).toBe('deploy.locked');
      const picture = await tandem.client.call('topology.get', { lab: 'example' });
      expect(picture.virtualRouters).toHaveLength(1);
      await tandem.uninstall('example');
    } finally {
      await other.close();
    }
    await expectHostsUntouched();
  });

  test('not root: the capture and the practice lab say what is missing', async () => {
    const plain = startTestEngine({ uid: 1000 });
    try {
      const capture = await problemOf(plain.client.call('capture.start', { interface: 'tandem0' }));
      expectClear(capture);
      expect(capture.code).toBe('capture.not-permitted');
      expect((await problemOf(plain.client.call('practice.up', {}))).code).toBe('practice.unsupported');
      expect((await plain.client.call('practice.status', {})).unsupported).toMatch(/root/);
    } finally {
      await plain.close();
    }
  });
});

afterAll(async () => {
  await nodeExec('node-b', ['ip', 'link', 'set', 'eth0', 'up']);
});
