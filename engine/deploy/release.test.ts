import { expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import { scriptedSession } from '../ssh/session-double.ts';
import { releaseLeftovers } from './release.ts';

const forever = 4294967295;
const held = [
  {
    ifname: 'eth0',
    addr_info: [
      { local: '10.0.0.1', prefixlen: 24, valid_life_time: forever },
      { local: '10.0.0.8', prefixlen: 24, valid_life_time: 3600 },
      { local: '10.0.0.9', prefixlen: 24, valid_life_time: forever },
      { local: 'fd77::9', prefixlen: 64, valid_life_time: forever },
    ],
  },
];
const vips = ['eth0 10.0.0.1/24', 'eth0 10.0.0.8/24', 'eth0 10.0.0.9/24', 'eth0 FD77:0::9/64'];

/** A host that an SSH connection came in to by 10.0.0.1, and whose agent left `listed`. */
function hostWith(listed: string) {
  const { session, asked } = scriptedSession(([program, ...rest]) => {
    const line = rest.join(' ');
    if (line.includes('SSH_CONNECTION')) return { stdout: 'hello\n<tandem>\n10.0.0.7 40000 10.0.0.1 22\n' };
    if (program === 'ip' && rest[0] === '-j') return { stdout: JSON.stringify(held) };
    return program === 'cat' ? { stdout: line.endsWith('/vips') ? listed : '' } : {};
  });
  const deleted = () => asked.flatMap((line) => /^ip address delete (\S+) dev eth0$/.exec(line)?.[1] ?? []);
  return { host: createHost(session, { kind: 'root' }), deleted };
}

it('takes the agent’s addresses, never the one that the connection came in by nor one that was leased', async () => {
  const { host, deleted } = hostWith('');
  const kept = await releaseLeftovers(host, { vips, before: [], own: null, hadSpeaker: true });
  expect(deleted()).toEqual(['10.0.0.9/24', 'fd77::9/64']);
  expect(kept.map(({ line, isResidue }) => `${line} ${isResidue}`)).toEqual([
    'eth0 10.0.0.1/24 false',
    'eth0 10.0.0.8/24 false',
  ]);
  expect(kept.map(({ why }) => why).join()).toMatch(/this very connection.*DHCP/);
});

it('does not go by the manifest alone where no agent is there', async () => {
  const { host, deleted } = hostWith('eth0 10.0.0.9/24\n');
  const kept = await releaseLeftovers(host, { vips, before: [], own: null, hadSpeaker: false });
  expect(deleted()).toEqual(['10.0.0.9/24']);
  expect(kept.find(({ line }) => line === 'eth0 fd77::9/64')).toMatchObject({
    isResidue: true,
    why: expect.stringContaining('nothing is there any more'),
  });
});

it('leaves what was there before the first deploy', async () => {
  const { host, deleted } = hostWith('');
  await releaseLeftovers(host, { vips, before: ['address eth0 10.0.0.9/24'], own: null, hadSpeaker: true });
  expect(deleted()).toEqual(['fd77::9/64']);
});
