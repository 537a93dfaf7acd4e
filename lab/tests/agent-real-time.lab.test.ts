import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  agentConfig,
  agentUnit,
  inNode,
  keepalived,
  type Play,
  tandemAgent,
  writeAgentConfig,
} from '../bench/speakers.ts';
import { isAdvert, isAnnouncement, Wire } from '../bench/wire.ts';
import { nodeGroups } from '../testbed/cgroups.ts';
import { ensureUp, nodes } from '../testbed/index.ts';

/** Our agent on node-b takes over from keepalived on node-a: what becomes of its real-time priority meanwhile. */

const vip = '10.77.0.179';
const play: Play = { version: 3, advertIntervalMs: 100, vrid: 79, vip: `${vip}/24` };
const [nodeA, nodeB] = nodes;
if (nodeA === undefined || nodeB === undefined) throw new Error('the lab has fewer than two nodes');
const master = keepalived(nodeA.name);
const agent = tandemAgent(nodeB.name);
const [masterPriority, ownPriority] = [150, 100];
const fromMaster = isAdvert(play.vrid, nodeA.address, masterPriority);
const fromAgent = isAdvert(play.vrid, nodeB.address, ownPriority);
const told = `/run/${agentUnit}/told`;
const rounds = 5;

let wire: Wire;

beforeAll(async () => {
  await ensureUp();
  await agent.install();
  wire = await Wire.open();
}, 600_000);

afterEach(async () => {
  await master.stop();
  await agent.stop();
});

afterAll(async () => {
  await wire.close();
  await agent.remove();
});

const inB = (command: string) => inNode(nodeB.name, command);
const agentPid = async () => (await inB(`systemctl show -P MainPID ${agentUnit}`)).trim();
/** Scheduling class (TS: SCHED_OTHER) and niceness of every thread of the agent. */
const places = async () =>
  new Set((await inB(`ps -L -o cls=,ni= -p ${await agentPid()}`)).trim().split(/\s*\n\s*/));

async function standBy(config: unknown): Promise<void> {
  const startNs = wire.nowNs;
  await master.start(play, masterPriority);
  await writeAgentConfig(nodeB?.name ?? 'node-b', config);
  await inB(`systemctl start ${agentUnit}`);
  await wire.next('keepalived', fromMaster, { afterNs: startNs });
}

/** The master dies, the agent leads, the master comes back and leads again. */
async function takeOverOnce(): Promise<void> {
  const beforeNs = wire.nowNs;
  await master.crash();
  const takeover = await wire.next('the agent', fromAgent, { afterNs: beforeNs });
  await wire.next('gratuitous ARP', isAnnouncement(vip, nodeB?.mac ?? ''), { afterNs: takeover.tsNs });
  await master.start(play, masterPriority);
  await wire.next('keepalived again', fromMaster, { afterNs: takeover.tsNs });
}

it('has an ordinary place before and after each takeover, and so have the commands that it starts in it', async () => {
  const config = agentConfig(nodeB.name, play, ownPriority);
  const asks = ['/bin/sh', '-c', `echo $(ps -o cls= -p $$) $(nice) >>${told}`];
  const notify = { master: asks, user: 'root' };
  await standBy({ ...config, virtualRouters: config.virtualRouters.map((each) => ({ ...each, notify })) });
  const before = await places();
  expect([...before].filter((place) => !place.startsWith('TS'))).toEqual([]);
  for (let round = 0; round < rounds; round += 1) await takeOverOnce();
  await expect.poll(() => inB(`cat ${told}`)).toBe('TS 0\n'.repeat(rounds));
  expect(await places()).toEqual(before);
}, 120_000);

it('takes over all the same where the system grants no real time any more', async ({ skip }) => {
  const files = nodeGroups(nodeB.name)
    .map((group) => join(group, 'cpu.rt_runtime_us'))
    .filter((file) => existsSync(file) && readFileSync(file, 'utf8') !== '0\n');
  if (files.length === 0) skip('not run: nothing here can take it away');
  await standBy(agentConfig(nodeB.name, play, ownPriority));
  const pid = await agentPid();
  const runtimes = files.map((file) => readFileSync(file, 'utf8'));
  try {
    for (const file of files) writeFileSync(file, '0');
    await takeOverOnce();
  } finally {
    for (const [at, file] of files.entries()) writeFileSync(file, runtimes[at] ?? '0');
  }
  expect(await agentPid()).toBe(pid);
  expect(await inB(`journalctl -u ${agentUnit} -o cat _PID=${pid}`)).toContain('"real-time-refused"');
}, 60_000);
