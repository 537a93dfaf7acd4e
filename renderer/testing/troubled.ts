import type { DrillReport } from '../../protocol/contract/drills.ts';
import { makeProblem } from '../../protocol/contract/problem.ts';
import type { SwitchoverResult } from '../../protocol/contract/switchover.ts';
import type { Mismatch, NodeCheck, NodeWitness, Topology } from '../../protocol/contract/topology.ts';
import { reportOf } from './fixtures.ts';
import type { Scenario } from './scenario.ts';

/** States of agents that are hard to bring about on real hosts. */

function checksAt(nowMs: number, failing: boolean, isFault: boolean): NodeCheck[] {
  const check = (name: string, kind: string, passing: boolean, detail: string, weight: number) => ({
    name,
    kind,
    passing,
    sinceMs: nowMs - (passing ? 5_400_000 : 12_300),
    detail,
    weight,
  });
  return [
    failing
      ? check('nginx', 'http', false, 'status 503, wanted 200', -60)
      : check('nginx', 'http', true, 'status 200, text found', -60),
    check('uplink', 'interface', !isFault, isFault ? 'eth1 is down' : 'eth1 is up', 0),
    check('replication-lag-of-the-primary-database', 'script', true, 'lag 0.2 s, 3 replicas', 5),
  ];
}

const mismatch = (node: string, source: string, what: string, seenMs: number | null): Mismatch => ({
  source,
  node,
  what,
  count: 1841,
  seenMs,
  freshness: seenMs === null ? 'stale' : 'fresh',
});

/** @param trouble what is wrong; on the second node where it is one node's */
export function troubled(topology: Topology, trouble: Scenario['trouble']): Topology {
  if (trouble === 'none') return topology;
  const { nowMs } = topology;
  const [first, second] = topology.nodes.map(({ name }) => name);
  const change = (report: NodeWitness): Partial<NodeWitness> => {
    const isSecond = report.node === second;
    const peer = isSecond ? first : second;
    if (trouble === 'mismatch')
      return {
        mismatches: [
          mismatch(peer ?? '', isSecond ? '10.77.0.11' : '10.77.0.12', 'auth-mismatch', nowMs - 700),
          ...(isSecond ? [mismatch(peer ?? '', '10.77.0.11', 'interval-differs', null)] : []),
        ],
      };
    if (!isSecond) return trouble === 'switchover' ? { priority: 150 } : {};
    if (trouble === 'fault')
      return {
        state: 'fault',
        cause: 'check uplink fails: eth1 is down',
        priority: 45,
        configuredPriority: 100,
        faults: ['check uplink fails: eth1 is down', 'sync group web: router 52: eth1 is down'],
      };
    return { priority: 96, configuredPriority: 100, switchoverPriority: 151, cause: 'switchover' };
  };
  const isFault = trouble === 'fault';
  return {
    ...topology,
    nodes: topology.nodes.map((node) => ({
      ...node,
      checks:
        trouble === 'mismatch' ? [] : checksAt(nowMs, node.name === second, isFault && node.name === second),
      lastReload:
        isFault && node.name === second
          ? {
              atMs: nowMs - 93_000,
              problem: makeProblem('agent.config-invalid', {
                path: 'virtualRouters.0.vips.1',
                detail: 'an address of another family',
              }),
            }
          : null,
    })),
    virtualRouters: topology.virtualRouters.map((router) => ({
      ...router,
      witnesses: {
        ...router.witnesses,
        nodes: router.witnesses.nodes.map((report) => ({ ...report, ...change(report) })),
      },
    })),
  };
}

/** A second virtual router, led by the other node. */
export function withSecondRouter(topology: Topology, other: Topology): Topology {
  const second = other.virtualRouters.map((router) => ({ ...router, vrid: 52, vips: ['10.77.0.101/24'] }));
  return { ...topology, virtualRouters: [...topology.virtualRouters, ...second] };
}

/** A crash after which the dead agent's address answered on for a while. */
export function leftoverReport(id: string, target: string): DrillReport {
  const report = reportOf(id, target, 'pass');
  const outageMs = { icmp: 280, http: 300.2, tcp: null };
  return { ...report, measured: { ...report.measured, outageMs, lostProbes: 28 } };
}

export function switchoverResultOf(vrid: number, from: string, to: string): SwitchoverResult {
  return {
    vrid,
    from,
    to,
    moved: true,
    movedMs: 2.4,
    events: [
      { t: 0, what: 'requested', source: 'engine', detail: to },
      { t: 1.83, what: 'announcement', source: 'wire', detail: '10.77.0.100 is at 02:4e:00:00:00:0c' },
      { t: 2.4, what: 'advert', source: 'wire', detail: 'VRRPv3 VRID 51 priority 151' },
      { t: 4.12, what: 'became-master', source: to, detail: 'switchover' },
      { t: 4.97, what: 'became-backup', source: from, detail: 'higher priority 151 from 10.77.0.12' },
      { t: 31.5, what: 'priority-reset', source: from, detail: '' },
    ],
  };
}
