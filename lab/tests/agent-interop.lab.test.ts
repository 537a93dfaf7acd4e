import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { controlAnswerSchema } from '../../protocol/control/agent-messages.ts';
import {
  agentConfig,
  agentProgram,
  agentSocket,
  agentUnit,
  keepalived,
  type Play,
  tandemAgent,
  writeAgentConfig,
} from '../bench/speakers.ts';
import { isAdvert, isAnnouncement, Wire } from '../bench/wire.ts';
import { ensureUp, nodeExec, nodeInterface, nodes } from '../testbed/index.ts';

/** Our agent on node-b against the real keepalived on node-a, on real wires. */

const vrid = 78;
const vip = '10.77.0.178';
const [nodeA, nodeB] = nodes;
if (nodeA === undefined || nodeB === undefined) throw new Error('the lab has fewer than two nodes');

const master = keepalived(nodeA.name);
const agent = tandemAgent(nodeB.name);
const masterPriority = 150;
const ownPriority = 100;
const fromMaster = isAdvert(vrid, nodeA.address, masterPriority);
const fromAgent = isAdvert(vrid, nodeB.address, ownPriority);
const agentStops = isAdvert(vrid, nodeB.address, 0);
const masterStops = isAdvert(vrid, nodeA.address, 0);
const quick: Play = { version: 3, advertIntervalMs: 100, vrid, vip: `${vip}/24` };

let wire: Wire;

beforeAll(async () => {
  await ensureUp();
  await agent.install();
  wire = await Wire.open();
}, 600_000);

afterEach(async () => {
  await master.stop();
  await agent.stop();
  await nodeExec(nodeB.name, ['rm', '-rf', `/etc/systemd/system/${agentUnit}.service.d`]);
});

afterAll(async () => {
  await wire.close();
  await agent.remove();
});

async function holdsVip(): Promise<boolean> {
  const { stdout } = await nodeExec(nodeB?.name ?? 'node-b', [
    'ip',
    '-o',
    'address',
    'show',
    'dev',
    nodeInterface,
  ]);
  return stdout.includes(` ${vip}/24 `);
}

async function unitState(): Promise<string> {
  const { stdout } = await nodeExec(nodeB?.name ?? 'node-b', ['systemctl', 'is-active', agentUnit]);
  return stdout.trim();
}

async function ctl(request: object) {
  const argv = [agentProgram, 'ctl', '--socket', agentSocket];
  const script = 'printf "%s\\n" "$0" | { cat; sleep 1; } | "$@"';
  const result = await nodeExec(nodeB?.name ?? 'node-b', [
    'sh',
    '-c',
    script,
    JSON.stringify(request),
    ...argv,
  ]);
  const lines = result.stdout.split('\n').filter((line) => line !== '');
  return { status: result.status, answers: lines.map((line) => controlAnswerSchema.parse(JSON.parse(line))) };
}

describe.each<[string, Play]>([
  ['v2 1 s', { version: 2, advertIntervalMs: 1000, vrid, vip: `${vip}/24` }],
  ['v3 100 ms', quick],
])('against keepalived, %s', (_name, play) => {
  it('takes over when keepalived crashes, and gives back when it returns', async () => {
    const startNs = wire.nowNs;
    await agent.start(play, ownPriority);
    await master.start(play, masterPriority);
    const first = await wire.next('keepalived', fromMaster, { afterNs: startNs });
    await expect.poll(holdsVip).toBe(false);

    await master.crash();
    const takeover = await wire.next('the agent', fromAgent, { afterNs: first.tsNs });
    expect(takeover.vrrp).toMatchObject({ version: play.version, advertIntervalMs: play.advertIntervalMs });
    const announced = isAnnouncement(vip, nodeB.mac);
    await wire.next('gratuitous ARP', announced, { afterNs: takeover.tsNs });
    await expect.poll(holdsVip).toBe(true);

    await master.start(play, masterPriority);
    await wire.next('keepalived again', fromMaster, { afterNs: takeover.tsNs });
    await expect.poll(holdsVip).toBe(false);
    const { answers } = await ctl({ id: 7, op: 'status' });
    expect(answers[0]).toMatchObject({
      id: 7,
      status: {
        routers: [
          {
            state: 'backup',
            cause: `higher priority ${masterPriority} from ${nodeA.address}`,
            masterAddress: nodeA.address,
            addressesHeld: [],
            counters: { becameMaster: 1, discarded: {} },
          },
        ],
      },
    });
  });

  it('takes over after Skew_Time when keepalived stops, and names the cause', async () => {
    const startNs = wire.nowNs;
    await agent.start(play, ownPriority);
    // It listens: on a busy machine that takes longer than keepalived needs to come and go.
    await wire.next('the agent', fromAgent, { afterNs: startNs });
    await master.start(play, masterPriority);
    const first = await wire.next('keepalived', fromMaster, { afterNs: startNs });
    await master.stop();
    const stop = await wire.next('priority 0', masterStops, { afterNs: first.tsNs });
    await wire.next('the agent', fromAgent, { afterNs: stop.tsNs });
    const { answers } = await ctl({ id: 1, op: 'status' });
    expect(answers[0]).toMatchObject({
      status: {
        routers: [
          { state: 'master', cause: `priority 0 from ${nodeA.address}`, addressesHeld: [`${vip}/24`] },
        ],
      },
    });
  });

  it('keepalived accepts our adverts and our priority 0', async () => {
    const startNs = wire.nowNs;
    await agent.start(play, 200);
    const ours = isAdvert(vrid, nodeB.address, 200);
    const first = await wire.next('the agent', ours, { afterNs: startNs });
    await master.start(play, masterPriority);
    // Two of ours after keepalived began to listen: it stays silent.
    const second = await wire.next('the agent', ours, { afterNs: wire.nowNs });
    await wire.next('the agent', ours, { afterNs: second.tsNs });
    expect(wire.last((frame) => fromMaster(frame) && frame.tsNs > first.tsNs)).toBeUndefined();

    await agent.stop();
    const stop = await wire.next('our priority 0', agentStops, { afterNs: second.tsNs });
    await wire.next('keepalived', fromMaster, { afterNs: stop.tsNs });
    expect(await holdsVip()).toBe(false);
  });
});

describe('an agent that ends', () => {
  it('leaves no VIP behind when it is killed', async () => {
    const dropIn = `/etc/systemd/system/${agentUnit}.service.d`;
    const write = `mkdir -p ${dropIn} && printf '[Service]\\nRestart=no\\n' > ${dropIn}/test.conf && systemctl daemon-reload`;
    await nodeExec(nodeB.name, ['sh', '-c', write]);
    const startNs = wire.nowNs;
    await agent.start(quick, ownPriority);
    await wire.next('the agent', fromAgent, { afterNs: startNs });
    await expect.poll(holdsVip).toBe(true);
    await agent.crash();
    await expect.poll(unitState).toBe('failed');
    expect(await holdsVip()).toBe(false);
  });

  it('comes back by itself after a crash', async () => {
    const startNs = wire.nowNs;
    await agent.start(quick, ownPriority);
    await wire.next('the agent', fromAgent, { afterNs: startNs });
    const before = await nodeExec(nodeB.name, ['systemctl', 'show', '-P', 'MainPID', agentUnit]);
    await agent.crash();
    await expect
      .poll(
        async () => (await nodeExec(nodeB.name, ['systemctl', 'show', '-P', 'MainPID', agentUnit])).stdout,
        {
          timeout: 10_000,
        },
      )
      .not.toMatch(new RegExp(`^(0|${before.stdout.trim()})\\s*$`));
    await expect.poll(holdsVip, { timeout: 10_000 }).toBe(true);
  });

  it('says priority 0 and gives the address back when it is stopped', async () => {
    const startNs = wire.nowNs;
    await agent.start(quick, ownPriority);
    const first = await wire.next('the agent', fromAgent, { afterNs: startNs });
    await agent.stop();
    await wire.next('our priority 0', agentStops, { afterNs: first.tsNs });
    expect(await holdsVip()).toBe(false);
  });

  it('releases what a killed one left even without its own help, and again without harm', async () => {
    const commands = [
      `mkdir -p /run/${agentUnit}-test && echo '${nodeInterface} ${vip}/24' > /run/${agentUnit}-test/vips`,
      `ip address add ${vip}/24 dev ${nodeInterface}`,
      `/opt/bench-agent/libexec/release-vips /run/${agentUnit}-test/vips`,
      `/opt/bench-agent/libexec/release-vips /run/${agentUnit}-test/vips`,
      `/opt/bench-agent/libexec/release-vips /run/${agentUnit}-test/nothing`,
      `rm -r /run/${agentUnit}-test`,
    ];
    const result = await nodeExec(nodeB.name, ['sh', '-ec', commands.join('\n')]);
    expect(result).toMatchObject({ status: 0, stdout: `released ${vip}/24 on ${nodeInterface}\n` });
    expect(await holdsVip()).toBe(false);
  });
});

describe('an agent that cannot start', () => {
  const run = [
    agentProgram,
    'run',
    '--config',
    '/etc/bench-agent/agent.json',
    '--state-dir',
    `/run/${agentUnit}-x`,
  ];

  it.each([
    ['agent.config-invalid', 78, { ...agentConfig(nodeB.name, quick, ownPriority), format: 2 }],
    // It may come: systemd starts the agent again.
    ['agent.interface-unready', 3, interfaceConfig('eth7')],
  ])('says %s and exits with %i', async (code, status, config) => {
    await writeAgentConfig(nodeB.name, config);
    const result = await nodeExec(nodeB.name, [...run, '--socket', `/run/${agentUnit}-x/control.sock`]);
    expect(result.status).toBe(status);
    expect(JSON.parse(result.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ problem: { code } });
  });

  it('is unreachable for ctl, which says so', async () => {
    const { status, answers } = await ctl({ id: 1, op: 'status' });
    expect(status).toBe(3);
    expect(answers[0]).toMatchObject({ problem: { code: 'agent.unreachable' } });
  });
});

function interfaceConfig(name: string) {
  const config = agentConfig('node-b', quick, ownPriority);
  return {
    ...config,
    virtualRouters: config.virtualRouters.map((router) => ({ ...router, interface: name })),
  };
}
