import { describe, expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import { scriptedSession } from '../ssh/session-double.ts';
import { lockHost } from './host-lock.ts';
import { openNodes } from './open-nodes.ts';
import { recordingVoice, testLab } from './test-lab.ts';

const facts = (machineId: string, address: string) =>
  [
    `machineId=${machineId}`,
    'machine=x86_64',
    'init=systemd',
    'glibc=2.36',
    `addresses=${JSON.stringify([
      {
        ifname: 'eth0',
        address: '02:00:00:00:00:01',
        addr_info: [{ family: 'inet', local: address, prefixlen: 24 }],
      },
    ])}`,
  ].join('\n');

function open(machineIds: Record<string, string>, noise = '') {
  const doubles = testLab.nodes.map((node) => ({
    node,
    ...scriptedSession(([, , script]) =>
      script?.includes('SSH_CONNECTION')
        ? { stdout: `${noise}<tandem>\n\n` }
        : script?.includes('machineId')
          ? { stdout: facts(machineIds[node.name] ?? '', node.host) }
          : { status: 1 },
    ),
  }));
  const access = {
    connect: async (_lab: unknown, node: { name: string }) => {
      const double = doubles.find((entry) => entry.node.name === node.name);
      if (!double) throw new Error(node.name);
      return createHost(double.session, { kind: 'root' });
    },
  };
  const cleanUp: (() => void | Promise<void>)[] = [];
  const opening = openNodes(
    {
      access,
      archiveFolder: '/nonexistent',
      consent: [],
      askVips: async () => true,
      lock: lockHost,
      cleanUp,
    },
    testLab,
    testLab.nodes,
    recordingVoice().voice,
  ).finally(async () => {
    for (const run of cleanUp.reverse()) await run();
  });
  return { opening, asked: () => doubles.flatMap((double) => double.asked) };
}

describe('openNodes', () => {
  it('finds one machine under two addresses before it locks either', async () => {
    const { opening, asked } = open({ a: 'same', b: 'same' });
    await expect(opening).rejects.toMatchObject({ problem: { code: 'host.same-machine' } });
    expect(asked().filter((argv) => argv.startsWith('flock'))).toEqual([]);
  });

  it('refuses a host whose login shell prints something, before it locks either', async () => {
    const { opening, asked } = open({ a: 'one', b: 'two' }, 'Welcome to b\n');
    await expect(opening).rejects.toMatchObject({
      problem: { code: 'host.shell-noisy', params: { text: 'Welcome to b' } },
    });
    expect(asked().filter((argv) => argv.startsWith('flock'))).toEqual([]);
  });

  it('locks two machines before it looks further, and gives them free', async () => {
    const { opening, asked } = open({ a: 'one', b: 'two' });
    await expect(opening).rejects.toMatchObject({ problem: { code: 'agent.archive-missing' } });
    expect(asked().filter((argv) => argv.startsWith('flock'))).toHaveLength(2);
  });
});
