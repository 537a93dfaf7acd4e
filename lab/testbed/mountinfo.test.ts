import { expect, test } from 'vitest';
import { nodeTrees } from './cgroups.ts';
import { mountsBelow, parseMountinfo } from './mountinfo.ts';

const text = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
50 22 0:50 / /srv/my\\040lab/.lab/merged rw - overlay overlay rw,lowerdir=lower
51 50 0:51 / /srv/my\\040lab/.lab/merged/proc rw - proc proc rw
52 22 0:52 / /srv/my\\040lab/.labels rw - tmpfs tmpfs rw
`;

test('mount points are unescaped, and optional fields do not shift the rest', () => {
  const mounts = parseMountinfo(text);
  expect(mounts).toHaveLength(8);
  expect(mounts[0]).toEqual({ point: '/', type: 'ext4', superOptions: ['rw'] });
  expect(mounts[5]?.point).toBe('/srv/my lab/.lab/merged');
});

test('the mounts below a directory come innermost first, without neighbours of a similar name', () => {
  expect(mountsBelow(parseMountinfo(text), '/srv/my lab/.lab')).toEqual([
    '/srv/my lab/.lab/merged/proc',
    '/srv/my lab/.lab/merged',
  ]);
});

test('a node has groups in the trees of systemd and of the cpu controller', () => {
  expect(nodeTrees(parseMountinfo(text))).toEqual([
    '/sys/fs/cgroup/cpu',
    '/sys/fs/cgroup/systemd',
    '/sys/fs/cgroup/unified',
  ]);
});
