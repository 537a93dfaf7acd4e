import { describe, expect, it } from 'vitest';
import { wordPhrase } from '../../protocol/contract/phrase.ts';
import type { OwnershipVerdict, RouterOwnership, Topology } from '../../protocol/contract/topology.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import { doubt, doubtAboutLab } from './steady.ts';

const node = (name: string) => ({
  name,
  host: name,
  user: 'root',
  interface: 'eth0',
  auth: { kind: 'agent' },
});
const lab = labSchema.parse({
  name: 'two',
  mode: 'dual-master',
  nodes: [node('a'), node('b')],
  virtualRouters: [
    { vrid: 1, vips: ['10.0.0.8/24'], priorities: { a: 150, b: 100 }, transport: 'unicast' },
    { vrid: 2, vips: ['10.0.0.9/24'], priorities: { a: 100, b: 150 } },
  ],
});
const [unicast, multicast] = lab.virtualRouters;
if (!unicast || !multicast) throw new Error('two virtual routers');

function topology(change: { source?: RouterOwnership['source']; second?: OwnershipVerdict } = {}): Topology {
  const router = (vrid: number, owner: string, standby: string) => ({
    vrid,
    owner,
    verdict: vrid === 2 ? (change.second ?? 'owned') : 'owned',
    source: change.source ?? 'wire',
    witnesses: {
      nodes: [
        { node: owner, state: 'master' },
        { node: standby, state: 'backup' },
      ],
    },
  });
  return {
    capture: { state: 'running' },
    nodes: [
      { name: 'a', agent: 'reporting' },
      { name: 'b', agent: 'reporting' },
    ],
    virtualRouters: [router(1, 'a', 'b'), router(2, 'b', 'a')],
  } as unknown as Topology;
}

describe('the steady state', () => {
  it('is there when each virtual router is where it belongs', () => {
    expect(doubtAboutLab(topology(), lab)).toBeNull();
  });

  it('is not there while any other virtual router of the lab is not: what hits a node hits both', () => {
    expect(doubt(topology({ second: 'split-brain' }), lab, unicast)).toBeNull();
    expect(doubtAboutLab(topology({ second: 'split-brain' }), lab)).toMatchObject({
      code: 'doubt.not-owned',
      params: { verdict: 'split-brain' },
    });
  });

  it('takes the nodes’ word only where adverts are handed to the peer alone', () => {
    const reported = topology({ source: 'nodes' });
    expect(doubt(reported, lab, unicast)).toBeNull();
    expect(doubt(reported, lab, multicast)).toMatchObject({ code: 'doubt.not-owned' });
  });

  it.each([
    ['tandem-agent', 'the agent on b', 'b 上的代理'],
    ['keepalived', 'keepalived on b', 'b 上的 keepalived'],
  ] as const)('names what says nothing on a node: %s', (backend, en, chinese) => {
    const picture = topology();
    const nodes = picture.nodes.map((each) => (each.name === 'b' ? { ...each, agent: 'lost' } : each));
    const reason = doubtAboutLab({ ...picture, nodes } as Topology, { ...lab, backend });
    expect(reason && wordPhrase(reason, 'en')).toContain(en);
    expect(reason && wordPhrase(reason, 'zh-CN')).toContain(chinese);
  });
});
