import { expect, it } from 'vitest';
import { createHost } from '../ssh/host.ts';
import { scriptedSession } from '../ssh/session-double.ts';
import { inspectHost } from './inspect.ts';
import { checkNode } from './node-check.ts';
import { testLab } from './test-lab.ts';

const [node] = testLab.nodes;
const answers = (facts: Record<string, string>) => {
  const { session, asked } = scriptedSession(() => ({
    stdout: Object.entries(facts)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  }));
  return { host: createHost(session, { kind: 'root' }), asked };
};
const debian = { distribution: 'Debian', machine: 'x86_64', bits: '64', init: 'systemd', glibc: '2.36' };

/** What its commands answer; and what is said of it, after that one look. */
it.each([
  [
    'Alpine: OpenRC, musl, and busybox’s ip',
    { ...debian, init: 'openrc', glibc: '', addresses: '' },
    /its init is openrc/,
  ],
  [
    'Void: runit and musl, with iproute2',
    { ...debian, init: 'runit', glibc: '', addresses: '[]' },
    /its init is runit/,
  ],
  ['musl with systemd', { ...debian, glibc: '', addresses: '' }, /its C library is not glibc/],
  [
    'a 32-bit processor',
    { ...debian, machine: 'armv7l', bits: '32', addresses: '[]' },
    /its processor is armv7l/,
  ],
  [
    '32-bit programs on a 64-bit kernel',
    { ...debian, machine: 'aarch64', bits: '32', addresses: '[]' },
    /32-bit ones \(kernel: aarch64/,
  ],
  ['CentOS 7', { ...debian, glibc: '2.17', addresses: '[]' }, /its C library is 2\.17/],
  ['an iproute2 without JSON', { ...debian, addresses: '' }, /ip -j addr/],
])('%s', async (_name, facts, said) => {
  const { host, asked } = answers(facts);
  await expect(inspectHost(host).then((found) => checkNode(testLab, node, found))).rejects.toMatchObject({
    problem: { code: 'host.unsupported', params: { detail: expect.stringMatching(said) } },
  });
  expect(asked).toHaveLength(1);
});
