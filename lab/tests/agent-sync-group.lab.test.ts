import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { isAdvert } from '../bench/wire.ts';
import { request } from '../segment/control.ts';
import { AgentSpeaker } from '../segment/speakers.ts';
import {
  beside,
  inState,
  logged,
  newAgent,
  play,
  segment,
  setStage,
  status,
} from '../support/agent-stage.ts';

/** Virtual routers that lead together or not at all, where something speaks for a part of them only. */

setStage();

const member = { version: 3, interface: 'eth0', advertIntervalMs: 100, syncGroup: 'gateway' } as const;
const group = (priority: number, first: object = {}): AgentConfigInput['virtualRouters'] => [
  { ...member, priority, vrid: 51, vips: play.vips, ...first },
  { ...member, priority, vrid: 52, vips: ['10.78.0.101/24'] },
];
const states = async () => (await status().catch(() => null))?.routers.map(({ state }) => state);

async function masterBeside(routers: AgentConfigInput['virtualRouters'], extra: AgentSpeaker['extra'] = {}) {
  const peer = new AgentSpeaker(segment, 'b');
  peer.extra = { virtualRouters: routers, ...extra };
  // Not what the one of another test has said.
  const afterNs = segment.wire.nowNs;
  await beside(peer, 150);
  await segment.wire.next('the master', isAdvert(52, '10.78.0.12', 150), { afterNs, timeoutMs: 15_000 });
  return peer;
}

/** Twenty adverts of the master's first virtual router: five times Master_Down_Interval. */
async function whileMasterSpeaks(priority: number): Promise<void> {
  for (let heard = 0, afterNs = segment.wire.nowNs; heard < 20; heard++)
    ({ tsNs: afterNs } = await segment.wire.next('the master', isAdvert(51, '10.78.0.12', priority), {
      afterNs,
      timeoutMs: 5000,
    }));
}

const adverts = (source: string, sinceNs: bigint) =>
  segment.wire.frames.filter(({ tsNs, vrrp, ip }) => tsNs > sinceNs && vrrp && ip?.src === source).length;

describe('a sync group whose master is heard by a part of it', () => {
  const nft = (...argv: string[]) =>
    execFileSync('ip', ['netns', 'exec', segment.station('a').namespace.name, 'nft', ...argv]);
  afterEach(() => nft('flush', 'ruleset'));

  it('stays backup as a whole, and takes over as a whole when the master dies', async () => {
    const master = await masterBeside(group(150));
    await newAgent({ virtualRouters: group(100) }).start(play, 100);
    await inState('backup');
    nft('add', 'table', 'ip', 'parted');
    nft('add', 'chain', 'ip', 'parted', 'in', '{ type filter hook input priority -300; }');
    nft('add', 'rule', 'ip', 'parted', 'in', 'ip', 'protocol', '112', '@th,8,8', '52', 'drop');
    const partedNs = segment.wire.nowNs;
    await whileMasterSpeaks(150);
    expect(await states()).toEqual(['backup', 'backup']);
    expect(adverts('10.78.0.11', partedNs)).toBe(0);
    expect(logged('transition').filter(({ to }) => to === 'master')).toEqual([]);
    await master.stop();
    await expect.poll(states, { timeout: 10_000 }).toEqual(['master', 'master']);
  });
});

describe('a sync group with a check on a part of it', () => {
  it('does not flap where that part alone is outranked', async () => {
    const alive = join(segment.directory, 'alive');
    writeFileSync(alive, '');
    const command = ['/usr/bin/test', '-e', alive];
    const check = {
      kind: 'script',
      name: 'alive',
      command,
      user: 'root',
      intervalMs: 50,
      weight: -60,
    } as const;
    const peer = await masterBeside(group(150, { track: ['alive'] }), { checks: [check] });
    await newAgent({ virtualRouters: group(100) }).start(play, 100);
    await inState('backup');
    const brokenNs = segment.wire.nowNs;
    rmSync(alive);
    await segment.wire.next('the lower priority', isAdvert(51, '10.78.0.12', 90), { afterNs: brokenNs });
    await whileMasterSpeaks(90);
    expect(await states()).toEqual(['backup', 'backup']);
    expect(adverts('10.78.0.11', brokenNs)).toBe(0);
    const peers = (await request(peer.socket, { op: 'status' })).routers.map(({ state }) => state);
    expect(peers).toEqual(['master', 'master']);
  });
});

describe('a sync group that a reload puts together', () => {
  it('leads as a whole where a part of it led and the other would not have preempted', async () => {
    const routers = (priority: number, extra: { syncGroup?: string } = {}) =>
      group(priority).map(({ syncGroup: _, ...router }) => ({ ...router, preempt: false, ...extra }));
    const peer = new AgentSpeaker(segment, 'b');
    peer.extra = { virtualRouters: routers(100).slice(1) };
    await beside(peer, 100);
    const peersState = async () => (await request(peer.socket, { op: 'status' })).routers[0]?.state;
    await expect.poll(() => peersState().catch(() => null), { timeout: 10_000 }).toBe('master');
    const speaker = newAgent({ virtualRouters: routers(150) });
    await speaker.start(play, 150);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['master', 'backup']);
    speaker.extra = { virtualRouters: routers(150, { syncGroup: 'gateway' }) };
    speaker.configure(play, 150);
    await request(speaker.socket, { op: 'reload' });
    expect(await states()).toEqual(['master', 'master']);
    await expect.poll(peersState, { timeout: 5000 }).toBe('backup');
  });
});

describe('announcements that are still to come', () => {
  it('come all the same after a reload of something else', async () => {
    const vips = Array.from({ length: 20 }, (_, index) => `10.78.0.${100 + index}/24`);
    const routers = (priority: number) => [
      { vrid: 51, version: 3 as const, interface: 'eth0', advertIntervalMs: 100, priority, vips },
    ];
    const garp = { intervalMs: 50, repeat: 1 };
    const speaker = newAgent({ garp, virtualRouters: routers(150) });
    await speaker.start(play, 150);
    await inState('master');
    const leadsNs = segment.wire.nowNs;
    speaker.extra = { garp, virtualRouters: routers(140) };
    speaker.configure(play, 140);
    await request(speaker.socket, { op: 'reload' });
    const announced = () =>
      new Set(
        segment.wire.frames
          .filter(({ tsNs, arp }) => tsNs > leadsNs - 1_000_000_000n && arp?.gratuitous)
          .map(({ arp }) => arp?.senderIp),
      );
    await expect.poll(() => announced().size, { timeout: 5000 }).toBe(20);
  });
});
