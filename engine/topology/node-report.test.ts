import { describe, expect, it } from 'vitest';
import { makeProblem } from '../../protocol/contract/problem.ts';
import { topologySchema } from '../../protocol/contract/topology.ts';
import { agentStatusSchema, type RouterStatus } from '../../protocol/control/agent-messages.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import { createEvidence, type Evidence, noteNodeEvent, noteNodeLink } from './evidence.ts';
import { projectTopology } from './projection.ts';

const lab = labSchema.parse({
  name: 'test',
  advertIntervalMs: 100,
  nodes: [
    { name: 'a', host: '10.0.0.1', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
    { name: 'b', host: '10.0.0.2', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
  ],
  virtualRouters: [{ vrid: 7, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
  checks: [{ kind: 'tcp', name: 'nginx', port: 80, weight: -60 }],
});
const capture = { state: 'running', interface: 'eth0', problem: null, frames: 0, drops: 0 } as const;
const hour = 3_600_000;

/** The node's clock is an hour ahead: only differences may be taken from it. */
const ns = (ms: number) => `${ms + hour}000000`;

function report(evidence: Evidence, atMs: number, router: Partial<RouterStatus>, others: object = {}): void {
  const status = agentStatusSchema.parse({
    version: '1',
    lab: 'test',
    node: 'b',
    pid: 1,
    startedNs: ns(0),
    nowNs: ns(atMs),
    routers: [
      {
        vrid: 7,
        interface: 'eth0',
        state: 'backup',
        cause: 'started',
        sinceNs: ns(0),
        priority: 100,
        masterAddress: null,
        advertIntervalMs: 100,
        masterDownIntervalMs: 361,
        addressesHeld: [],
        counters: { advertsSent: 0, advertsReceived: 0, discarded: {}, becameMaster: 0 },
        ...router,
      },
    ],
    ...others,
  });
  noteNodeEvent(evidence, 'b', { kind: 'alive', status }, atMs);
}

function at(evidence: Evidence, nowMs: number) {
  const topology = projectTopology(evidence, nowMs, capture);
  const node = topology.nodes.find(({ name }) => name === 'b');
  const witness = topology.virtualRouters[0]?.witnesses.nodes.find((entry) => entry.node === 'b');
  if (!node) throw new Error('no node');
  return { node, witness };
}

const differs = (count: number) => ({
  mismatches: [{ source: '10.0.0.1', what: 'interval-differs', count }],
});

describe('what an agent reports of itself', () => {
  it('gives every reason of a fault and where the priority comes from', () => {
    const evidence = createEvidence(lab);
    const faults = ['eth0 is down', 'check nginx fails: ECONNREFUSED'];
    report(evidence, 1000, {
      state: 'fault',
      priority: 91,
      configuredPriority: 100,
      switchoverPriority: 151,
      faults,
    });
    expect(at(evidence, 1100).witness).toMatchObject({
      faults,
      priority: 91,
      configuredPriority: 100,
      switchoverPriority: 151,
      freshness: 'fresh',
    });
  });

  it('gives checks on this machine’s clock, with the weight that the lab gives them', () => {
    const evidence = createEvidence(lab);
    const check = { kind: 'tcp', passing: false, sinceNs: ns(400), detail: 'ECONNREFUSED' };
    const checks = [
      { ...check, name: 'nginx' },
      { ...check, name: 'gone' },
    ];
    report(evidence, 1000, {}, { checks });
    const { node } = at(evidence, 1100);
    expect(node.checks).toMatchObject([
      { name: 'nginx', sinceMs: 400, weight: -60, detail: 'ECONNREFUSED' },
      { name: 'gone', weight: null },
    ]);
    expect(node.reportFreshness).toBe('fresh');
    const topology = projectTopology(evidence, 1100, capture);
    expect(topologySchema.parse(topology)).toEqual(topology);
  });

  it('grows old when the agent is silent or lost, and is never young without a report', () => {
    const evidence = createEvidence(lab);
    expect(at(evidence, 1000).node.reportFreshness).toBe('never');
    report(evidence, 1000, {});
    expect(at(evidence, 4500).node.reportFreshness).toBe('fresh');
    expect(at(evidence, 4501).node.reportFreshness).toBe('stale');
    noteNodeLink(evidence, 'b', 'lost', null, 0);
    expect(at(evidence, 1100).witness?.freshness).toBe('stale');
  });

  it('what kept one from getting in stands, with its time, until the next attempt has ended', () => {
    const evidence = createEvidence(lab);
    const problem = makeProblem('host.unreachable', { host: '10.0.0.2' });
    noteNodeLink(evidence, 'b', 'unknown', problem, 700);
    noteNodeLink(evidence, 'b', 'connecting', null, 900);
    expect(at(evidence, 1000).node).toMatchObject({ agent: 'connecting', problem, problemMs: 700 });
    report(evidence, 1100, {});
    expect(at(evidence, 1200).node).toMatchObject({ problem: null, problemMs: null });
  });

  it('keeps a refused reload with its problem', () => {
    const evidence = createEvidence(lab);
    const problem = makeProblem('agent.config-invalid', { path: 'checks.0.port', detail: 'too big' });
    report(evidence, 1000, {}, { lastReload: { atNs: ns(700), problem } });
    expect(at(evidence, 1100).node.lastReload).toEqual({ atMs: 700, problem });
  });
});

describe('a mismatch with a peer', () => {
  it('goes on while its count grows, and is over when it no longer does', () => {
    const evidence = createEvidence(lab);
    report(evidence, 1000, differs(10));
    report(evidence, 2000, differs(20));
    const [mismatch] = at(evidence, 2100).witness?.mismatches ?? [];
    expect(mismatch).toEqual({
      source: '10.0.0.1',
      node: 'a',
      what: 'interval-differs',
      count: 20,
      seenMs: 2000,
      freshness: 'fresh',
    });
    for (let atMs = 3000; atMs <= 7000; atMs += 1000) report(evidence, atMs, differs(20));
    expect(at(evidence, 7000).witness?.mismatches).toMatchObject([{ seenMs: 2000, freshness: 'stale' }]);
  });

  it('of the first report may be over for long', () => {
    const evidence = createEvidence(lab);
    report(evidence, 1000, differs(10));
    expect(at(evidence, 1100).witness?.mismatches).toMatchObject([{ seenMs: null, freshness: 'stale' }]);
  });

  it('that was not there in the report before is new', () => {
    const evidence = createEvidence(lab);
    report(evidence, 1000, {});
    report(evidence, 2000, differs(1));
    expect(at(evidence, 2100).witness?.mismatches).toMatchObject([{ seenMs: 2000, freshness: 'fresh' }]);
  });

  it('is not known to go on without reports', () => {
    const evidence = createEvidence(lab);
    report(evidence, 1000, {});
    report(evidence, 2000, differs(1));
    noteNodeLink(evidence, 'b', 'lost', null, 0);
    expect(at(evidence, 2100).witness?.mismatches).toMatchObject([{ freshness: 'stale' }]);
  });
});

describe('a node that runs another lab', () => {
  it('says which, and as what', () => {
    const evidence = createEvidence(lab);
    report(evidence, 1000, {});
    expect(at(evidence, 1001).node.otherLab).toBeUndefined();
    report(evidence, 2000, {}, { lab: 'other', node: 'x' });
    expect(at(evidence, 9000).node).toMatchObject({ otherLab: { lab: 'other', node: 'x' }, seenMs: 2000 });
  });

  it('may be this one’s under another name', () => {
    const evidence = createEvidence(lab);
    report(evidence, 1000, {}, { node: 'a' });
    expect(at(evidence, 1001).node.otherLab).toEqual({ lab: 'test', node: 'a' });
  });
});
