import { describe, expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import { scriptedSession } from '../ssh/session-double.ts';
import { type Manifest, noteDeploy, readManifest, removablePaths } from './manifest.ts';

const known: Manifest = {
  format: 1,
  since: '2026-01-02T03:04:05.000Z',
  paths: [
    '/opt/tandem',
    '/etc/tandem',
    '/etc/systemd/system/tandem-agent.service',
    '/run/tandem-agent',
    '/run/tandem-drill',
  ],
  vips: ['eth0 10.0.0.9/24'],
  pages: [],
  before: ['path /opt folder 755 0:0'],
  beforeKeepalived: null,
};
const byAgent = { backend: 'tandem-agent', vips: known.vips, isFirst: false } as const;

/** A host whose manifest is `text`; `asked` is every command that it got. */
function hostWith(text: string | null) {
  const { session, asked } = scriptedSession((argv) => {
    if (argv.join(' ').includes('head -c')) return text === null ? { status: 3 } : { stdout: text };
    return {};
  });
  return { host: createHost(session, { kind: 'root' }), asked };
}

describe('the manifest on a host', () => {
  it('is read as it was written', async () => {
    expect(await readManifest(hostWith(JSON.stringify(known)).host)).toEqual({
      kind: 'read',
      manifest: known,
    });
    expect(await readManifest(hostWith(null).host)).toEqual({ kind: 'none' });
  });

  it.each([
    ['', 'nothing'],
    ['{"format":1', 'cut off'],
    [JSON.stringify({ ...known, format: 2 }), 'of another version'],
    [JSON.stringify({ ...known, vips: ['eth0; reboot 10.0.0.9/24'] }), 'edited'],
  ])('that is %j is not gone by: %s', async (text) => {
    expect(await readManifest(hostWith(text).host)).toMatchObject({ kind: 'unreadable' });
  });

  it('that is endless is not gone by', async () => {
    const text = JSON.stringify(known).padEnd(1024 * 1024 + 1);
    expect(await readManifest(hostWith(text).host)).toMatchObject({ reason: 'it is larger than 1024 KiB' });
  });

  it('that is no file is not read at all', async () => {
    const { session } = scriptedSession(() => ({ status: 4 }));
    expect(await readManifest(createHost(session, { kind: 'root' }))).toEqual({
      kind: 'unreadable',
      reason: 'it is no file',
    });
  });

  it('makes an uninstall remove nothing but what Tandem puts there', () => {
    expect(removablePaths(known)).toEqual(known.paths.filter((path) => path !== '/etc/tandem'));
    const others = [
      '/',
      '',
      '/etc',
      '/opt/tandem/..',
      '/etc/tandem/../ssh',
      '/opt/tandem-else/x',
      '/home/tandem',
      'tandem',
      '/opt/tandem x',
    ];
    expect(removablePaths({ ...known, paths: others })).toEqual([]);
  });

  it('is not written again by a deploy that adds nothing', async () => {
    const { host, asked } = hostWith(JSON.stringify(known));
    await noteDeploy(host, byAgent);
    expect(asked).toHaveLength(1);
    expect(asked.join()).not.toContain('mv ');
  });

  it('of a host that had an agent before there was one knows of no snapshot, and takes none', async () => {
    const { host, asked } = hostWith(null);
    await noteDeploy(host, byAgent);
    expect(asked.some((line) => line.includes('/proc/sys/net'))).toBe(false);
    expect(asked.at(-1)).toContain('/etc/tandem/manifest.json');
  });

  it('that an agent’s upload has left gets keepalived’s part from keepalived’s first deploy, once', async () => {
    const first = { ...byAgent, backend: 'keepalived', isFirst: true } as const;
    const fresh = hostWith(JSON.stringify(known));
    await noteDeploy(fresh.host, first);
    expect(fresh.asked.some((line) => line.includes('package'))).toBe(true);
    const again = hostWith(JSON.stringify({ ...known, beforeKeepalived: ['package bash'] }));
    await noteDeploy(again.host, first);
    expect(again.asked).toHaveLength(1);
  });

  it('of an earlier version, which knew of no keepalived, is read', async () => {
    const { beforeKeepalived: _, ...earlier } = known;
    expect(await readManifest(hostWith(JSON.stringify(earlier)).host)).toEqual({
      kind: 'read',
      manifest: known,
    });
  });
});
