import { describe, expect, it } from 'vitest';
import { agentConfigSchema } from '../../protocol/control/agent-config.ts';
import { configChange, movedVmacs } from './config-change.ts';

function routers(...changes: object[]) {
  const plain = { vrid: 51, version: 3, interface: 'eth0', priority: 100, advertIntervalMs: 1000 };
  return agentConfigSchema.parse({
    format: 1,
    lab: 'web',
    node: 'a',
    virtualRouters: changes.map((change) => ({ ...plain, vips: ['10.77.0.100/24'], ...change })),
  }).virtualRouters;
}

function names(change: ReturnType<typeof configChange>) {
  const vrids = (list: { vrid: number }[]) => list.map(({ vrid }) => vrid);
  const { removed, replaced, adjusted, added } = change;
  return { removed, replaced: vrids(replaced), adjusted: vrids(adjusted), added: vrids(added) };
}

describe('what a reload has to do', () => {
  it('leaves alone what is the same', () => {
    const nothing = { removed: [], replaced: [], adjusted: [], added: [] };
    expect(names(configChange(routers({}), routers({})))).toEqual(nothing);
  });

  it('adds, removes, and adjusts priority, timers and addresses in place', () => {
    const before = routers({}, { vrid: 52 }, { vrid: 53 });
    const after = routers({ priority: 150 }, { vrid: 53, vips: ['10.77.0.101/24'] }, { vrid: 54 });
    expect(names(configChange(before, after))).toEqual({
      removed: ['eth0/4/52'],
      replaced: [],
      adjusted: [51, 53],
      added: [54],
    });
  });

  it.each([{ version: 2 }, { vmac: true }, { accept: false }, { unicast: { peers: ['10.77.0.12'] } }])(
    'begins anew where sockets change: %o',
    (change) => {
      expect(names(configChange(routers({}), routers(change))).replaced).toEqual([51]);
    },
  );

  it('knows the macvlans that have to go first: those that another interface is to have', () => {
    const before = routers({ vmac: true }, { vmac: true, vrid: 52 }, { vrid: 53 });
    const vrids = (after: ReturnType<typeof routers>) => movedVmacs(before, after).map(({ vrid }) => vrid);
    const moved = { vmac: true, interface: 'eth1' };
    expect(vrids(routers(moved, { vmac: true, vrid: 52 }, { ...moved, vrid: 53 }))).toEqual([51]);
    expect(vrids(routers({ interface: 'eth1' }, { vmac: true, vips: ['fe80::1/64'] }))).toEqual([]);
    expect(vrids(before)).toEqual([]);
  });

  it('takes the same VRID of the other family, or on another interface, for another router', () => {
    const after = routers({ vips: ['fe80::1/64'] }, { interface: 'eth1' });
    expect(names(configChange(routers({}), after))).toMatchObject({
      removed: ['eth0/4/51'],
      added: [51, 51],
    });
  });
});
