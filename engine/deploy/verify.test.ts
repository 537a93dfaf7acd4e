import { describe, expect, it } from 'vitest';
import { fail } from '../../protocol/contract/problem.ts';
import type { Topology } from '../../protocol/contract/topology.ts';
import type { AgentStatus, RouterStatus } from '../../protocol/control/agent-messages.ts';
import { type LabNode, labSchema } from '../../protocol/lab/schema.ts';
import { testLab } from './test-lab.ts';
import { doubtByWire, preemptionAhead, proof, verifyNode } from './verify.ts';

const { signal } = new AbortController();

it.each([
  ['deploy.lock-lost', { host: 'a' }],
  ['host.lost', { host: 'a', step: 'ask' }],
] as const)('asks a node no more after %s, and says so', async (code, params) => {
  const asked = { node: testLab.nodes[0] as LabNode, status: () => Promise.reject(fail(code, params)) };
  await expect(verifyNode(asked, testLab, signal)).rejects.toMatchObject({ problem: { code } });
});

const [router] = testLab.virtualRouters;
const labWith = (change: object) =>
  labSchema.parse({ ...testLab, virtualRouters: [{ ...router, ...change }] });
const node = (state: RouterStatus['state'], priority: number) =>
  ({ routers: [{ vrid: 7, state, priority }] }) as unknown as AgentStatus;

it.each([
  ['a standby leads that will be preempted', {}, [node('backup', 150), node('master', 100)], true],
  ['the preferred node leads', {}, [node('master', 150), node('backup', 100)], false],
  ['its check lowered the preferred one', {}, [node('backup', 90), node('master', 100)], false],
  ['the preferred one is in fault', {}, [node('fault', 150), node('master', 100)], false],
  ['nobody preempts', { preempt: false }, [node('backup', 150), node('master', 100)], false],
  ['it preempts much later', { preemptDelayMs: 60_000 }, [node('backup', 150), node('master', 100)], false],
])('waits for a preemption that is ahead: %s', (_what, change, statuses, isAhead) => {
  expect(preemptionAhead(labWith(change), statuses) !== null).toBe(isAhead);
});

describe('the wire', () => {
  const capture = { state: 'running', interface: 'eth0' } as Topology['capture'];
  const wireOf = (verdict: string, vips: string[], answered: string[]) => {
    const arp = answered.map((vip) => ({ vip, freshness: 'fresh' }));
    const picture = { vrid: 7, vips, verdict, witnesses: { wire: [], nodes: [], arp } };
    return { capture, virtualRouters: [picture] } as unknown as Topology;
  };
  const vips = ['10.0.0.9/24'];
  const unicast = labWith({ transport: 'unicast' });

  it('must show the adverts of a multicast pair', () => {
    expect(doubtByWire(testLab, wireOf('owned', vips, vips), 10)).toBe('VRID 7: 0 of 10 adverts seen');
  });

  it('need not show those of a unicast pair, whose VIP answers ARP', () => {
    expect(doubtByWire(unicast, wireOf('unknown', vips, vips), 10)).toBeNull();
    expect(doubtByWire(unicast, wireOf('owned', vips, []), 10)).toContain('ARP for 10.0.0.9/24');
    expect(doubtByWire(unicast, wireOf('split-brain', vips, vips), 10)).toContain('split-brain');
  });

  it('is named in the proof as far as it was looked at, and the owner by the nodes', () => {
    const statuses = [
      { ...node('backup', 100), node: 'a' },
      { ...node('master', 150), node: 'b' },
    ];
    expect(proof(testLab, statuses, capture)).toMatch(/^VRID 7 is owned by b: by adverts and ARP on eth0/);
    expect(proof(unicast, statuses, capture)).toMatch(/ b: by ARP on eth0.*its adverts were not checked/);
    const none = { state: 'off', interface: null } as const;
    expect(proof(testLab, statuses, none)).toMatch(/ b: by both nodes.*the wire was not checked/);
  });
});
