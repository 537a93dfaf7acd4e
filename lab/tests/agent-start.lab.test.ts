import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { problemSchema } from '../../protocol/contract/problem-schema.ts';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { isAdvert } from '../bench/wire.ts';
import { agent, inState, newAgent, play, segment, setStage, status } from '../support/agent-stage.ts';
import { checkout } from '../testbed/paths.ts';

/** What keeps the agent from starting, what does not, and that it leaves nothing behind when it ends. */

setStage();

type Routers = AgentConfigInput['virtualRouters'];

const base = { version: 3, vrid: 51, interface: 'eth0', advertIntervalMs: 100, priority: 150 } as const;
const here = { ...base, vips: ['10.78.0.100/24'] };

const ip = (...argv: string[]) => segment.station('a').namespace.ip(...argv);
const ruleset = () =>
  segment
    .station('a')
    .namespace.run(() => spawnSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }).stdout);

/** A start that is refused: its exit status, and what it says. */
function refused(virtualRouters: Routers) {
  const file = join(segment.directory, 'refused.json');
  const state = join(segment.directory, 'refused');
  const config = { format: 1, lab: 'segment', node: 'a', virtualRouters };
  writeFileSync(file, JSON.stringify(config, null, 1));
  const places = ['--config', file, '--socket', join(state, 'control.sock'), '--state-dir', state];
  const main = join(checkout, 'agent/main.ts');
  const argv = ['netns', 'exec', segment.station('a').namespace.name, process.execPath, main, 'run'];
  const { status: exit, stdout } = spawnSync('ip', [...argv, ...places], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  const last: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  const { problem } = last as { problem: unknown };
  const { code, params, hint } = problemSchema.parse(problem);
  return { exit, code, path: String(params.path).replace(file, 'FILE'), hint };
}

afterEach(() => agent?.stop());

describe('a start that is refused', () => {
  it('says where the missing interface is named, may be tried again, and leaves no packet filter', () => {
    const virtualRouters = [
      { ...here, accept: false },
      { ...base, vrid: 52, interface: 'eth9', vips: ['10.9.9.9/24'] },
    ];
    expect(refused(virtualRouters)).toMatchObject({
      exit: 3,
      code: 'agent.interface-unready',
      path: 'FILE:20: virtualRouters.1.interface',
    });
    expect(ruleset()).not.toContain('tandem_agent');
  });

  it('says how to take away a VIP that another program left, and may be tried again', () => {
    ip('address', 'add', '10.78.0.100/24', 'dev', 'eth0');
    try {
      expect(refused([here])).toMatchObject({
        exit: 3,
        code: 'agent.address-present',
        path: 'FILE:12: virtualRouters.0.vips',
        hint: expect.stringContaining('ip address delete 10.78.0.100/24 dev eth0'),
      });
    } finally {
      ip('address', 'delete', '10.78.0.100/24', 'dev', 'eth0');
    }
  });

  it('says where the virtual MAC address is asked for whose macvlan would have somebody else’s name', () => {
    ip('link', 'add', 'vrrp.51', 'type', 'veth', 'peer', 'name', 'other');
    try {
      expect(refused([{ ...here, vmac: true }])).toMatchObject({
        exit: 78,
        path: 'FILE:15: virtualRouters.0.vmac',
      });
    } finally {
      ip('link', 'delete', 'vrrp.51');
    }
  });
});

describe('an agent starts', () => {
  it('on a real server that accepts what is sent to the VIP on its loopback interface', async () => {
    ip('address', 'add', '10.78.0.100/32', 'dev', 'lo');
    try {
      await newAgent({ virtualRouters: [here] }).start(play, 150);
      await inState('master');
      await agent.stop();
      expect(ip('address', 'show', 'dev', 'lo')).toContain('10.78.0.100/32');
    } finally {
      ip('address', 'delete', '10.78.0.100/32', 'dev', 'lo');
    }
  });

  it('with one link-local VIP on two interfaces, each of which has it', async () => {
    ip('link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'far');
    try {
      for (const end of ['eth1', 'far']) ip('link', 'set', end, 'addrgenmode', 'none', 'up');
      ip('address', 'add', 'fe80::11/64', 'dev', 'eth1', 'nodad');
      const virtualRouters = [
        { ...base, vips: ['fe80::1/64', '2001:db8:1::1/64'] },
        { ...base, interface: 'eth1', vips: ['fe80::1/64', '2001:db8:2::1/64'] },
      ];
      await newAgent({ virtualRouters }).start(play, 150);
      const held = async () => (await status().catch(() => null))?.routers.map((each) => each.addressesHeld);
      await expect.poll(held, { timeout: 10_000 }).toEqual(virtualRouters.map(({ vips }) => vips));
      await agent.stop();
      expect(ip('address', 'show', 'dev', 'eth1')).not.toContain('fe80::1/');
    } finally {
      ip('link', 'delete', 'eth1');
    }
  });
});

describe('an agent that is stopped', () => {
  it('right after a reload that brings a packet filter takes that away', async () => {
    for (let round = 0; round < 4; round += 1) {
      await newAgent({ virtualRouters: [here] }).start(play, 150);
      await inState('master');
      const config = agent.configure(play, 150);
      const virtualRouters = [{ ...here, accept: false }];
      writeFileSync(agent.configFile, JSON.stringify({ ...config, virtualRouters }));
      agent.reload();
      await agent.stop();
      expect(ruleset()).not.toContain('tandem_agent');
    }
  });

  it('ends although nobody reads its log any more', async () => {
    const file = join(segment.directory, 'unread.json');
    const state = join(segment.directory, 'unread');
    const config = { format: 1, lab: 'segment', node: 'a', virtualRouters: [here] };
    writeFileSync(file, JSON.stringify(config));
    const places = ['--config', file, '--socket', join(state, 'control.sock'), '--state-dir', state];
    const argv = ['netns', 'exec', segment.station('a').namespace.name, process.execPath];
    const child = spawn('ip', [...argv, join(checkout, 'agent/main.ts'), 'run', ...places]);
    const ended = once(child, 'exit');
    try {
      await segment.wire.next('it leads', isAdvert(51, '10.78.0.11', 150), { afterNs: segment.wire.nowNs });
      child.stdout.destroy();
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      expect(await ended).toEqual([0, null]);
      clearTimeout(late);
      expect(segment.addresses('a')).not.toContain('10.78.0.100/24');
    } finally {
      child.kill('SIGKILL');
    }
  });
});
