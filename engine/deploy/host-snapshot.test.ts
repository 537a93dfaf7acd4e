import { expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import { localSession } from '../ssh/session-double.ts';
import { readHostSnapshot, readKeepalivedSnapshot } from './host-snapshot.ts';

it.runIf(process.platform === 'linux')('is read twice alike, with nothing of Tandem in it', async () => {
  const host = createHost(localSession(), { kind: 'none' });
  const first = await readHostSnapshot(host);
  expect(first.some((line) => line.startsWith('address lo 127.0.0.1/8'))).toBe(true);
  expect(first.some((line) => /^setting lo arp_ignore \d+$/.test(line))).toBe(true);
  expect(await readHostSnapshot(host)).toEqual(first);
});

it.runIf(process.platform === 'linux')(
  'of keepalived’s part is read twice alike, whatever is there',
  async () => {
    const host = createHost(localSession(), { kind: 'none' });
    const first = await readKeepalivedSnapshot(host);
    expect(first.some((line) => /^unit keepalived\.service .*active$/.test(line))).toBe(true);
    expect(first.some((line) => /^setting lo rp_filter \d$/.test(line))).toBe(true);
    expect(await readKeepalivedSnapshot(host)).toEqual(first);
  },
);
