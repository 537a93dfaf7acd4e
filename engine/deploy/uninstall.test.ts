import { describe, expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import { createHost } from '../ssh/host.ts';
import { scriptedSession } from '../ssh/session-double.ts';
import { recordingVoice, testLab } from './test-lab.ts';
import { uninstall } from './uninstall.ts';

/** A host with an agent whose removal works. */
function answer(argv: readonly string[]) {
  const line = argv.join(' ');
  if (line.startsWith('systemctl show')) return { stdout: line.includes('Load') ? 'not-found' : 'inactive' };
  return { status: argv[0] === 'test' ? 1 : 0 };
}

describe('uninstall', () => {
  it('cleans the other node when one is dead, and rejects with why', async () => {
    const { session, asked } = scriptedSession(answer);
    const { voice, said } = recordingVoice();
    const access = {
      connect: async (_lab: unknown, node: { name: string; host: string }) => {
        if (node.name === 'a') throw fail('host.unreachable', { host: node.host });
        return createHost(session, { kind: 'root' });
      },
    };
    await expect(uninstall(access, testLab, voice)).rejects.toMatchObject({
      problem: { code: 'host.unreachable', params: { host: '10.0.0.1' } },
    });
    expect(said).toContain('a connect failed');
    expect(said.some((line) => line.startsWith('a: a was not cleaned: '))).toBe(true);
    expect(said).toContain('b prove done');
    expect(asked.some((line) => line.startsWith('rm -rf /opt/tandem'))).toBe(true);
  });

  it('stops the drill’s guard before the agent, and takes its leftovers', async () => {
    const { session, asked } = scriptedSession((argv) => (argv[0] === 'test' ? {} : answer(argv)));
    const access = { connect: async () => createHost(session, { kind: 'root' }) };
    const left = await uninstall(access, testLab, recordingVoice().voice);
    const guard = asked.findIndex((line) => /^systemctl stop .*cap\.timer .*lease\.service/.test(line));
    const agent = asked.findIndex((line) => line.startsWith('systemctl disable --now'));
    expect(guard).toBeGreaterThanOrEqual(0);
    expect(agent).toBeGreaterThan(guard);
    const removed = asked.filter((line) => line.startsWith('rm ')).join(' ');
    expect(removed).toContain('/run/tandem-drill');
    expect(removed).toContain('/run/systemd/system/tandem-agent.service.d');
    expect(left).toContain('a: /run/tandem-drill');
    expect(left.join()).not.toContain('tandem.lock');
  });
});
