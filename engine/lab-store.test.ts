import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toProblem } from '../protocol/contract/problem.ts';
import type { Topology } from '../protocol/contract/topology.ts';
import { type Lab, labSchema } from '../protocol/lab/schema.ts';
import { createClient } from '../protocol/rpc/client.ts';
import { createMemoryPortPair } from '../protocol/rpc/port.ts';
import { serve } from '../protocol/rpc/server.ts';
import { createEngine, type Engine } from './engine.ts';
import { openHistory } from './history/database.ts';
import type { Command, CommandContext } from './shell/command.ts';
import { deploy, uninstall } from './shell/commands/deploy.ts';
import { drill, halt } from './shell/commands/drills.ts';
import { plan } from './shell/commands/plan.ts';
import { preflight } from './shell/commands/preflight.ts';
import { status } from './shell/commands/status.ts';
import { switchover } from './shell/commands/switchover.ts';

/** A deployed lab and what somebody makes of it, through the engine's own methods. Nobody answers at its hosts. */

const node = (name: string, port: number) => ({
  name,
  host: '127.0.0.1',
  port,
  user: 'root',
  interface: 'lo',
  auth: { kind: 'password' as const },
});
const deployed = labSchema.parse({
  name: 'pair',
  nodes: [node('a', 1), node('b', 2)],
  virtualRouters: [{ vrid: 51, vips: ['10.0.0.9/24'], priorities: { a: 150, b: 100 } }],
});
const edited: Lab = { ...deployed, advertIntervalMs: 100 };

let folder: string;
let engine: Engine;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-edit-'));
  const history = openHistory(join(folder, 'tandem.sqlite'));
  history.setDeployed(deployed, 1000);
  history.close();
  engine = createEngine({
    dataFolder: folder,
    shell: 'cli',
    version: 'test',
    env: { TANDEM_SSH_CONFIG: '/dev/null' },
    platform: 'linux',
    uid: 0,
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

const onRecord = async () => {
  const [summary] = await engine.handlers['labs.list']({});
  return { interval: summary?.lab.advertIntervalMs, deployedMs: summary?.deployedMs };
};

test('looking at what an edit would do, and a deploy of it that fails, leave the deployed lab as it is', async () => {
  const { handlers, sources } = engine;
  const plan = Promise.resolve(handlers['plan.get']({ lab: 'pair', draft: edited }));
  await expect(plan.catch((error) => toProblem(error).code)).resolves.toMatch(/^host\./);
  const { taskId } = await handlers['deploy.start']({ lab: 'pair', draft: edited, consent: [] });
  const seen: string[] = [];
  const signal = new AbortController().signal;
  await sources['tasks.watch']({ taskId }, {
    signal,
    send: async (event: { type: string }) => void seen.push(event.type),
  } as never);
  expect(seen.at(-1)).toBe('failed');
  expect(await onRecord()).toEqual({ interval: 1000, deployedMs: 1000 });
});

const elsewhere: [string, Lab['nodes']][] = [
  ['another host', [{ ...deployed.nodes[0], host: '127.0.0.2' }, deployed.nodes[1]]],
  ['another name', [{ ...deployed.nodes[0], name: 'c' }, deployed.nodes[1]]],
  ['another port', [deployed.nodes[0], { ...deployed.nodes[1], port: 3 }]],
];

test.each(elsewhere)(
  'an edit with %s would leave a forgotten agent, and is refused',
  async (_what, nodes) => {
    const draft = { ...edited, nodes };
    const start = async () => engine.handlers['deploy.start']({ lab: 'pair', draft, consent: [] });
    const problem = await start().then(() => null, toProblem);
    expect(problem).toMatchObject({ code: 'deploy.nodes-left-behind', params: { lab: 'pair' } });
    expect(problem?.hint).toContain('Uninstall the lab first');
    expect(await onRecord()).toEqual({ interval: 1000, deployedMs: 1000 });
  },
);

/** The code of the Problem that a command ends with for a lab file; null where it ends otherwise. */
async function endOf(command: Command, lab: object): Promise<string | null> {
  const file = join(folder, 'lab.json');
  writeFileSync(file, JSON.stringify(lab));
  const [own, peer] = createMemoryPortPair();
  serve(peer, engine.handlers, engine.sources);
  const client = createClient(own);
  await client.ready;
  const context = {
    ...{ client, engine, signal: new AbortController().signal },
    args: command === drill ? ['crash', file] : [file],
    options: { json: true, vrid: '51', to: 'a' },
    print: () => undefined,
    say: () => undefined,
  };
  return command(context as unknown as CommandContext).then(
    () => null,
    (error) => toProblem(error).code,
  );
}

test.each(elsewhere)('a lab file with %s does not take the place of a deployed lab', async (_what, nodes) => {
  const priorities = Object.fromEntries(nodes.map(({ name }) => [name, 100]));
  const virtualRouters = deployed.virtualRouters.map((router) => ({ ...router, priorities }));
  for (const command of [preflight, plan, deploy, status, switchover, drill, halt, uninstall])
    expect(await endOf(command, { ...edited, nodes, virtualRouters })).toBe('deploy.nodes-left-behind');
  const [summary] = await engine.handlers['labs.list']({});
  expect(summary).toMatchObject({ lab: deployed, deployedMs: 1000 });
});

test('an edited lab file that only looks, or does not get to its hosts, leaves the deployed lab as it is', async () => {
  for (const command of [preflight, plan, deploy]) {
    await endOf(command, edited);
    expect(await onRecord()).toEqual({ interval: 1000, deployedMs: 1000 });
  }
});

test('a lab file that a command is about is gone by, and takes the place of the deployed lab by a deploy alone', async () => {
  const { handlers } = engine;
  const looked = await handlers['topology.get']({ lab: 'pair', draft: edited });
  expect(looked.virtualRouters[0]?.advertIntervalMs).toBe(100);
  for (const command of [halt, switchover]) await endOf(command, edited);
  expect(await onRecord()).toEqual({ interval: 1000, deployedMs: 1000 });
  const record = await handlers['topology.get']({ lab: 'pair' });
  expect(record.virtualRouters[0]?.advertIntervalMs).toBe(1000);
});

test('a lab file that no deploy was made of leaves no record behind', async () => {
  for (const command of [preflight, plan, status, halt, deploy, uninstall])
    await endOf(command, { ...edited, name: 'other' });
  const listed = await engine.handlers['labs.list']({});
  expect(listed.map(({ lab }) => lab.name)).toEqual(['pair']);
});

test('whoever looks at a lab sees what another process makes of it', async () => {
  const other = openHistory(join(folder, 'tandem.sqlite'));
  const abort = new AbortController();
  const intervals = new Set<number | undefined>();
  await engine.sources['topology.watch']({ lab: 'pair' }, {
    signal: abort.signal,
    send: async ({ virtualRouters }: Topology) => {
      const interval = virtualRouters[0]?.advertIntervalMs;
      if (intervals.size === 0) other.saveLab(edited);
      intervals.add(interval);
      if (interval === 100) abort.abort();
    },
  } as never);
  other.close();
  expect([...intervals]).toEqual([1000, 100]);
});

test('the password of another user does not take the place of the first one’s', async () => {
  const { handlers } = engine;
  const held = async () => (await handlers['labs.list']({}))[0]?.secrets.a?.password;
  await handlers['secrets.set']({ lab: 'pair', node: 'a', user: 'ops', password: 'x' });
  expect(await held()).toBe(false);
  await handlers['secrets.set']({ lab: 'pair', node: 'a', password: 'x' });
  expect(await held()).toBe(true);
});
