import { expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import { testLab } from '../deploy/test-lab.ts';
import { systemClock } from '../platform/clock.ts';
import type { Access } from '../ssh/access.ts';
import { createHost } from '../ssh/host.ts';
import { scriptedSession } from '../ssh/session-double.ts';
import { applyFix } from './fix.ts';
import { runPreflight } from './preflight.ts';

/** Nothing that a look or a fix opens outlives it, however it ends. */

/** Two hosts that answer next to nothing, and which of their connections are open. */
function hosts(unreachable: string[] = []) {
  const open = new Set<string>();
  const connected: string[] = [];
  const connect: Access['connect'] = async (_lab, { name }) => {
    if (unreachable.includes(name)) throw fail('host.port-closed', { host: name, port: 22 });
    const { session } = scriptedSession(([, , script]) =>
      script?.includes('machineId') ? { stdout: `machineId=${name}\naddresses=[]\n` } : {},
    );
    open.add(name);
    connected.push(name);
    return createHost({ ...session, close: () => void open.delete(name) }, { kind: 'root' });
  };
  const parts = { access: { connect } as Access, archiveFolder: '/nonexistent', clock: systemClock };
  return { parts, open, connected };
}

const { signal } = new AbortController();

it('a pre-flight whose reader goes away closes what it has opened on both nodes', async () => {
  const { parts, open, connected } = hosts();
  let told = 0;
  const onCheck = async ({ node }: { node: string | null }) => {
    // The reader leaves once a node is told of; the other node is on its way then.
    if (node !== null) throw new Error('gone');
    told += 1;
  };
  await expect(runPreflight(parts, testLab, onCheck, signal)).rejects.toThrow('gone');
  expect(told).toBe(1);
  expect(connected.toSorted()).toEqual(['a', 'b']);
  expect([...open]).toEqual([]);
});

it('a pre-flight that reaches one node only closes it, and says why there is no other', async () => {
  const { parts, open } = hosts(['b']);
  const codes: string[] = [];
  const onCheck = async ({ node, code }: { node: string | null; code: string }) =>
    void codes.push(`${node} ${code}`);
  expect(await runPreflight(parts, testLab, onCheck, signal)).toBe(false);
  expect(codes).toContain('b access');
  expect([...open]).toEqual([]);
});

it.each([['a'], ['b']])(
  'a fix on the wire closes the other node where %s cannot be reached',
  async (gone) => {
    const { parts, open, connected } = hosts([gone]);
    await expect(applyFix(parts, testLab, 'a', 'allow-vrrp')).rejects.toMatchObject({
      problem: { code: 'host.port-closed', params: { host: gone } },
    });
    expect(connected).toHaveLength(1);
    expect([...open]).toEqual([]);
  },
);
