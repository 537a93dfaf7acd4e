import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../contract/problem.ts';
import { type Lab, type LabInput, labSchema } from '../lab/schema.ts';
import { exportConf } from './export-conf.ts';
import { importLab } from './import-lab.ts';
import { readConf } from './read-conf.ts';
import { anyLab } from './testing/any-lab.ts';

const through = (lab: Lab, options = {}) => {
  const [a, b] = lab.nodes.map((node) => {
    const { text } = exportConf(lab, node, options);
    return readConf({ name: `${node.name}.conf`, text });
  });
  if (!a || !b) throw new Error('a lab has two nodes');
  return importLab([a, b], lab.name);
};

/** What keepalived.conf can say of a lab: hosts only with unicast, names for all trackers, trackers by their kind. */
function sayable(lab: Lab): unknown {
  const order = ['script', 'process', 'interface'];
  const block = (kind: string) => (order.includes(kind) ? kind : 'script');
  const checks = lab.checks
    .map((check, index) => {
      const named = { ...check, name: check.name ?? `${check.kind}-${index + 1}` };
      if (check.kind !== 'interface' && check.kind !== 'process') return named;
      const { intervalMs, timeoutMs, rise, fall, startsFailing, name, ...rest } = named;
      return check.kind === 'interface' ? rest : { ...rest, name };
    })
    .sort((x, y) => order.indexOf(block(x.kind)) - order.indexOf(block(y.kind)));
  const { mode, backend, nodes, virtualRouters, ...rest } = lab;
  const areAllGrouped = virtualRouters.every(
    ({ syncGroup }) =>
      syncGroup !== undefined && virtualRouters.filter((other) => other.syncGroup === syncGroup).length > 1,
  );
  const isAlone = (name: string | undefined) =>
    virtualRouters.filter(({ syncGroup }) => syncGroup === name).length === 1;
  return {
    ...rest,
    virtualRouters: virtualRouters.map(({ syncGroup, ...router }) =>
      syncGroup === undefined || isAlone(syncGroup) ? router : { ...router, syncGroup },
    ),
    checks: areAllGrouped ? checks.map((check) => ({ ...check, weight: 0 })) : checks,
    nodes: nodes.map(({ name, interface: own }) => ({ name, interface: own })),
  };
}

describe('a lab', () => {
  it('comes back from keepalived.conf as it went, as far as the format can say it', () => {
    fc.assert(
      fc.property(anyLab, (lab) => {
        expect(sayable(through(lab).lab)).toEqual(sayable(lab));
      }),
      { numRuns: 300 },
    );
  });

  const input: LabInput = {
    name: 'web',
    nodes: [
      { name: 'a', host: '10.0.0.1', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
      { name: 'b', host: '10.0.0.2', user: 'root', interface: 'eth0', auth: { kind: 'agent' } },
    ],
    virtualRouters: [{ vrid: 51, vips: ['10.0.0.100/24'], priorities: { a: 150, b: 100 } }],
  };
  const router = {
    ...input.virtualRouters[0],
    vrid: 51,
    vips: ['10.0.0.100/24'],
    priorities: { a: 150, b: 100 },
  };
  const exported = (change: Partial<LabInput>, options = {}) => {
    const lab = labSchema.parse({ ...input, ...change });
    return exportConf(lab, lab.nodes[0], options);
  };

  it('with unicast keeps the nodes’ addresses', () => {
    const lab = labSchema.parse({ ...input, virtualRouters: [{ ...router, transport: 'unicast' }] });
    expect(through(lab).lab.nodes.map(({ host }) => host)).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('with unicast over IPv6 keeps those beside the hosts, and is refused without them', () => {
    const ipv6 = { ...router, vips: ['fe80::100/64'], transport: 'unicast' as const };
    const [a, b] = input.nodes;
    const nodes: LabInput['nodes'] = [
      { ...a, unicastAddress: 'fd00::1' },
      { ...b, unicastAddress: 'fd00::2' },
    ];
    const { text } = exported({ nodes, virtualRouters: [ipv6] });
    expect(text).toMatch(/unicast_src_ip fd00::1\n\s+unicast_peer \{\n\s+fd00::2\n/);
    const lab = labSchema.parse({ ...input, nodes, virtualRouters: [ipv6] });
    expect(through(lab).lab.nodes.map(({ unicastAddress }) => unicastAddress)).toEqual([
      'fd00::1',
      'fd00::2',
    ]);
    expect(() => exported({ virtualRouters: [ipv6] })).toThrow(/unicast over IPv6.*no IPv6 address of a/);
  });

  it('is noted where keepalived has nothing for it', () => {
    const checks = [{ kind: 'process' as const, process: 'nginx', fall: 3 }];
    expect(exported({ checks }).notes).toEqual([
      { code: 'not-expressible', params: { what: 'checks.0.fall' } },
    ]);
  });

  it('leaves out, with a note, what keepalived would refuse', () => {
    const alone = { ...router, syncGroup: 'G' };
    const owner = { ...router, preempt: false, priorities: { a: 255, b: 100 } };
    const grouped = [alone, { ...alone, vrid: 52, vips: ['10.0.0.101/24'] }];
    const checks = [{ kind: 'interface' as const, interface: 'eth1', weight: -60 }];
    expect(exported({ virtualRouters: [alone] }).text).not.toContain('vrrp_sync_group');
    expect(exported({ virtualRouters: [owner] }).text).not.toContain('nopreempt');
    expect(exported({ virtualRouters: grouped, checks }).text).not.toContain('weight');
    const whats = [
      { virtualRouters: [alone] },
      { virtualRouters: [owner] },
      { virtualRouters: grouped, checks },
    ].map((change) => exported(change).notes[0]?.params.what);
    expect(whats).toEqual(['virtualRouters.0.syncGroup', 'virtualRouters.0.preempt', 'checks.0.weight']);
  });

  it('is written for the release that will read it', () => {
    const checks = [{ kind: 'tcp' as const, port: 80, intervalMs: 500 }];
    expect(exported({ checks }).text).toContain('interval 0.5\n');
    const older = exported({ checks }, { version: [2, 2, 7] });
    expect(older.text).toContain('interval 1\n');
    expect(older.notes[0]).toMatchObject({ code: 'rounded', params: { what: 'checks.0.intervalMs' } });
  });

  it.each([
    ['a command with a quote', { checks: [{ kind: 'script' as const, command: ['/bin/x', "it's"] }] }],
    [
      'a password with a quote',
      { vrrpVersion: 2 as const, virtualRouters: [{ ...router, authPass: 'a"b' }] },
    ],
    [
      'unicast to a host name',
      {
        nodes: [{ ...input.nodes[0], host: 'web-1' }, input.nodes[1]] as LabInput['nodes'],
        virtualRouters: [{ ...router, transport: 'unicast' as const }],
      },
    ],
  ])('is refused with %s', (_name, change) => {
    expect(() => exported(change)).toThrow(ProblemError);
  });

  it('hands what people wrote to the shell as arguments only', () => {
    const url = 'http://127.0.0.1/$(reboot);`reboot`?a=1&b=%20';
    const { text } = exported({ checks: [{ kind: 'http', url }] });
    const [script] = readConf({ name: 'a', text }).scripts;
    expect(script?.command?.value.slice(0, 3).join(' ')).not.toContain('reboot');
    expect(script?.command?.value).toContain(url);
  });
});
