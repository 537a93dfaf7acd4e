import { describe, expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import { createHost } from '../ssh/host.ts';
import { scriptedSession } from '../ssh/session-double.ts';
import type { Manifest } from './manifest.ts';
import { recordingVoice, testLab } from './test-lab.ts';
import { uninstall } from './uninstall.ts';

const manifest: Manifest = {
  format: 1,
  since: '2026-01-02T03:04:05.000Z',
  paths: ['/etc/tandem'],
  vips: [],
  pages: [],
  before: ['path /opt folder 755 0:0'],
  beforeKeepalived: null,
};

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

  it('keeps its evidence until nothing else is left', async () => {
    let after = 'path /opt folder 755 0:0\nunit tandem-agent.service loaded enabled\n';
    const { session, asked } = scriptedSession((argv) => {
      const line = argv.join(' ');
      if (line.includes('head -c')) return { stdout: JSON.stringify(manifest) };
      return line.includes('sha256sum') ? { stdout: after } : answer(argv);
    });
    const access = { connect: async () => createHost(session, { kind: 'root' }) };
    const lastOfAll = () => asked.includes('rm -rf /etc/tandem');
    const first = recordingVoice();
    expect(await uninstall(access, testLab, first.voice)).toContain(
      'a: new: unit tandem-agent.service loaded enabled',
    );
    expect(first.said.join()).toContain('manifest.json stays until nothing else is left');
    expect(lastOfAll()).toBe(false);
    after = 'path /opt folder 755 0:0\npath /etc/tandem folder 755 0:0\n';
    expect(await uninstall(access, testLab, recordingVoice().voice)).toEqual([]);
    expect(lastOfAll()).toBe(true);
  });

  it('says so when the manifest itself stays', async () => {
    const { session } = scriptedSession((argv) => {
      if (argv.join(' ') === 'rm -rf /etc/tandem') return { status: 1, stderr: 'Read-only file system' };
      return argv.join(' ') === 'test -e /etc/tandem' ? {} : answer(argv);
    });
    const access = { connect: async () => createHost(session, { kind: 'root' }) };
    expect(await uninstall(access, testLab, recordingVoice().voice)).toEqual([
      'a: /etc/tandem (Read-only file system)',
      'b: /etc/tandem (Read-only file system)',
    ]);
  });
});
