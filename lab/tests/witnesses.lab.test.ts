import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OwnershipVerdict, RouterOwnership, Topology } from '../../protocol/contract/topology.ts';
import type { LabInput } from '../../protocol/lab/schema.ts';
import { clearNodes } from '../support/nodes-state.ts';
import { exampleLab, problemOf, startTestEngine, type TestEngine } from '../support/test-engine.ts';
import { Told } from '../support/told.ts';
import { clientExec, ensureUp, type NodeName, nodeExec, nodes, password } from '../testbed/index.ts';

/** The three witnesses on the real wire: where they disagree, the picture says so, and nothing stays green. */

let tandem: TestEngine;
let latest: Topology | null = null;
let stopWatching: () => void;

beforeAll(async () => {
  await ensureUp();
  await clearNodes();
  tandem = startTestEngine();
  await tandem.trustNodes();
  await tandem.save(exampleLab());
  await tandem.deploy('example');
  stopWatching = watch();
}, 600_000);

function watch(): () => void {
  const onItem = (topology: Topology) => {
    latest = topology;
  };
  return tandem.client.open('topology.watch', { lab: 'example' }, { onItem });
}

afterAll(async () => {
  stopWatching();
  await tandem.close();
  await clearNodes();
});

const router = (): RouterOwnership | undefined => latest?.virtualRouters[0];

async function becomes(verdict: OwnershipVerdict): Promise<void> {
  await expect.poll(() => router()?.verdict, { timeout: 20_000, interval: 50 }).toBe(verdict);
}

async function run(node: NodeName, ...argv: string[]): Promise<void> {
  const { status, stderr } = await nodeExec(node, argv);
  if (status !== 0) throw new Error(`${argv.join(' ')} on ${node}: ${stderr}`);
}

async function blockAdverts(node: NodeName, hook: 'input' | 'output'): Promise<void> {
  await run(node, 'nft', 'add', 'table', 'inet', 'witness');
  await run(
    node,
    'nft',
    'add',
    'chain',
    'inet',
    'witness',
    'block',
    `{ type filter hook ${hook} priority -300; }`,
  );
  await run(node, 'nft', 'add', 'rule', 'inet', 'witness', 'block', 'ip', 'protocol', '112', 'drop');
}

const unblock = (node: NodeName) => run(node, 'nft', 'delete', 'table', 'inet', 'witness');

test('a deployed pair has one owner, and everybody agrees', async () => {
  await becomes('owned');
  expect(router()).toMatchObject({ owner: 'node-a', source: 'wire' });
});

test('an owner whose VIP somebody keeps removing is not shown as owner without a doubt', async () => {
  // The agent puts it back, at most once a second; somebody is faster.
  const again = 'while ip addr del 10.77.0.100/24 dev eth0 2>/dev/null || true; do sleep 0.01; done';
  await run('node-a', 'systemd-run', '--quiet', '--unit=fighter', 'sh', '-c', again);
  await becomes('disagree');
  await run('node-a', 'systemctl', 'stop', 'fighter');
  await becomes('owned');
});

test('two masters are a split brain, and one owner again when the adverts pass', async () => {
  for (const { name } of nodes) await blockAdverts(name, 'input');
  await becomes('split-brain');
  expect(router()?.owner).toBeNull();
  for (const { name } of nodes) await unblock(name);
  await becomes('owned');
  expect(router()?.owner).toBe('node-a');
});

test('a master that nobody hears is seen by the other witnesses', async () => {
  await blockAdverts('node-a', 'output');
  await becomes('split-brain');
  await unblock('node-a');
  await becomes('owned');
});

const held = ['10.77.0.150/32', '10.77.0.151/32'] as const;
const onClient = async (action: 'add' | 'del', address: string) => {
  const { status, stderr } = await clientExec(['ip', 'address', action, address, 'dev', 'eth0']);
  if (status !== 0) throw new Error(stderr);
};
const withExcluded = (...excludedVips: string[]) => {
  const [first] = exampleLab().virtualRouters;
  if (!first) throw new Error('the example has no virtual router');
  return exampleLab({ virtualRouters: [{ ...first, excludedVips }] });
};

test('a third host that answers for a VIP beyond the advertised ones is seen, and refused by a deploy', async () => {
  stopWatching();
  await tandem.save(withExcluded('10.77.0.150/24'));
  await tandem.deploy('example');
  stopWatching = watch();
  await becomes('owned');
  await onClient('add', held[0]);
  await becomes('split-brain');
  await onClient('del', held[0]);
  await becomes('owned');
  await onClient('add', held[1]);
  await tandem.save(withExcluded('10.77.0.150/24', '10.77.0.151/24'));
  expect(await problemOf(tandem.deploy('example'))).toMatchObject({
    code: 'deploy.vip-in-use',
    params: { vip: '10.77.0.151' },
  });
  await onClient('del', held[1]);
});

test('a dead pair is nobody’s: nothing stays green', async () => {
  stopWatching();
  stopWatching = watch();
  await becomes('owned');
  for (const { name } of nodes) await run(name, 'systemctl', 'stop', 'tandem-agent');
  await expect.poll(() => router()?.owner, { timeout: 10_000, interval: 50 }).toBeNull();
  await expect
    .poll(() => router()?.witnesses.wire.every((speaker) => speaker.freshness === 'stale'), {
      timeout: 10_000,
    })
    .toBe(true);
});

test('where nobody listens, its silence is told from nobody’s having spoken', async () => {
  const blind = startTestEngine({ uid: 1000, env: { ...process.env, LAB_PASSWORD: password } });
  const told = new Told<Topology>();
  try {
    await blind.trustNodes();
    await blind.save(exampleLab());
    blind.client.open('topology.watch', { lab: 'example' }, { onItem: told.tell });
    const isLooked = ({ nodes: links }: Topology) => links.every(({ agent }) => agent === 'lost');
    const seen = (await told.until((items) => items.some(isLooked))).find(isLooked);
    expect(seen?.virtualRouters[0]).toMatchObject({
      verdict: 'unknown',
      unknownBecause: { code: 'unknown.nobody-listens' },
    });
  } finally {
    await blind.close();
  }
});

test('a lab whose nodes were taken over by another machine’s lab says so, and since when it is known', async () => {
  const [first] = exampleLab().virtualRouters;
  const there = startTestEngine();
  const told = new Told<Topology>();
  try {
    await there.trustNodes();
    const virtualRouters = [{ ...first, vrid: 77, vips: ['10.77.0.177/24'] }] as LabInput['virtualRouters'];
    await there.save(exampleLab({ name: 'other', virtualRouters }));
    const consent = ['replace-lab'] as const;
    const { taskId } = await there.client.call('deploy.start', { lab: 'other', consent: [...consent] });
    await there.follow(taskId);

    const close = tandem.client.open('topology.watch', { lab: 'example' }, { onItem: told.tell });
    const isTaken = ({ nodes: links }: Topology) => links.every(({ otherLab }) => otherLab?.lab === 'other');
    await told.until((items) => items.some(isTaken));
    close();
    const [summary] = await tandem.client.call('labs.list', {});
    expect(summary?.deployedMs).not.toBeNull();
    expect(summary?.takenOver).toEqual(
      nodes.map(({ name }) => ({ node: name, lab: 'other', as: name, seenMs: expect.any(Number) })),
    );
  } finally {
    await there.close();
  }
});
