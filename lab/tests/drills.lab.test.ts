import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DrillKind, DrillReport } from '../../protocol/contract/drills.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { clearNodes, nodeDifferences, snapshotNodes } from '../support/nodes-state.ts';
import { preflight } from '../support/preflight.ts';
import { exampleLab, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { ensureUp, nodes, type Snapshot } from '../testbed/index.ts';

/** Drills of pairs of another shape than the example's, measured and put back; and a pre-flight beside each of them. */

const priorities = { 'node-a': 150, 'node-b': 100 };
const mirrored = { 'node-a': 100, 'node-b': 150 };
const aliases = ['drill-a', 'drill-b'] as const;
let tandem: TestEngine;
let folder: string;
let deployed: Snapshot[];

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  folder = mkdtempSync(join(tmpdir(), 'tandem-drills-'));
  const config = join(folder, 'ssh_config');
  const hosts = nodes.map(({ address }, index) => `Host ${aliases[index]}\n  HostName ${address}\n`);
  writeFileSync(config, hosts.join(''));
  tandem = startTestEngine({ env: { ...process.env, LAB_PASSWORD: 'lab', TANDEM_SSH_CONFIG: config } });
  await tandem.trustNodes();
  for (const host of aliases) {
    const keys = await tandem.client.call('trust.keys', { host, port: 22 });
    const fingerprint = keys.find(({ type }) => type === 'ssh-ed25519')?.fingerprint ?? '';
    await tandem.client.call('trust.accept', { host, port: 22, fingerprint, replace: true });
  }
}, 600_000);

afterAll(async () => {
  await tandem?.close();
  rmSync(folder, { recursive: true });
  await clearNodes();
});

const [first, second] = exampleLab().nodes;
const named: LabInput['nodes'] = [
  { ...first, host: aliases[0] },
  { ...second, host: aliases[1] },
];
const ipv6 = { vrid: 61, vips: ['fe80::100/64', 'fd77::100/64'], priorities };
const dual = [
  { vrid: 63, vips: ['10.77.0.100/24'], priorities, vmac: true },
  { vrid: 64, vips: ['10.77.0.101/24'], priorities: mirrored, transport: 'unicast' as const },
];

function shape(name: string, change: Partial<LabInput>, tests: () => void): void {
  describe(name, () => {
    beforeAll(async () => {
      await tandem.save(exampleLab(change));
      await tandem.deploy('example');
      deployed = await snapshotNodes();
    });
    afterAll(() => tandem.uninstall('example'));

    it('is no stranger to the pre-flight', async () => {
      const { checks, find } = await preflight(tandem, exampleLab(change));
      expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
      expect(find(null, 'vrid-free').said.code).toBe('vrid-free.yes');
    });
    tests();
  });
}

/** A drill that passes and leaves nothing behind; `vrid` as the engine takes it. */
async function drill(kind: DrillKind, target: string, vrid?: number): Promise<DrillReport['measured']> {
  const report = await tandem.drill('example', kind, vrid);
  expect(report).toMatchObject({ verdict: 'pass', reasons: [], residue: [], target });
  return report.measured;
}

shape('an IPv6 pair whose nodes are known by name', { nodes: named, virtualRouters: [ipv6] }, () => {
  it('crash: neighbour advertisements and ICMPv6 are measured', async () => {
    expect(await drill('crash', 'node-a')).toMatchObject({
      takeoverMs: expect.any(Number),
      detectMs: expect.any(Number),
      arpMs: expect.any(Number),
      outageMs: { icmp: expect.any(Number), http: expect.any(Number) },
      transitions: 1,
      probeStepMs: 10,
    });
    expect(nodeDifferences(deployed, await snapshotNodes())).toEqual([]);
  });

  it('is what has to be uninstalled first to a lab of the other backend, and no stranger to it', async () => {
    const other = exampleLab({ name: 'other', backend: 'keepalived', virtualRouters: [ipv6] });
    const failed = (await preflight(tandem, other)).checks.filter(({ status }) => status === 'fail');
    expect(failed.map(({ node, said }) => `${node} ${said.code}`).sort()).toEqual([
      'node-a deploy.other-backend',
      'node-b deploy.other-backend',
    ]);
  });
});

const mixed = { mode: 'dual-master', virtualRouters: dual } as const;
shape('a dual-master pair of a virtual MAC address and unicast', mixed, () => {
  it('crash of the first one’s master: a virtual MAC address hides nobody', async () => {
    expect(await drill('crash', 'node-a', 63)).toMatchObject({
      takeoverMs: expect.any(Number),
      detectMs: expect.any(Number),
      arpMs: expect.any(Number),
      dualOwnerMs: 0,
      transitions: 1,
    });
  });

  it('graceful stop of the second one’s master: who announces the address tells the takeover', async () => {
    expect(await drill('graceful-stop', 'node-b', 64)).toMatchObject({
      takeoverMs: expect.any(Number),
      detectMs: null,
      dualOwnerMs: null,
      outageMs: { icmp: expect.any(Number) },
      transitions: 1,
    });
  });
});
