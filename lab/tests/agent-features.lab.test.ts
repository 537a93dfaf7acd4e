import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { isAdvert, isAnnouncement } from '../bench/wire.ts';
import { request } from '../segment/control.ts';
import { Program } from '../segment/program.ts';
import { AgentSpeaker, FrrSpeaker, KeepalivedSpeaker } from '../segment/speakers.ts';
import {
  agent,
  beside,
  inState,
  logged,
  newAgent,
  play,
  router,
  segment,
  setStage,
  status,
  vip,
} from '../support/agent-stage.ts';

/** What the agent does beyond the state machine, beside real peers on a segment of network namespaces. */

setStage();

describe('a planned switchover beside keepalived', () => {
  it('takes over at once, serving before keepalived lets go', async () => {
    await newAgent().start(play, 100);
    await beside(new KeepalivedSpeaker(segment, 'b'), 150);
    await inState('backup');
    await expect.poll(async () => (await router())?.masterPriority, { timeout: 10_000 }).toBe(150);
    const askedNs = segment.wire.nowNs;
    await request(agent.socket, { op: 'take-over', vrid: 51 });
    const advert = await segment.wire.next('our advert', isAdvert(51, '10.78.0.11', 151), {
      afterNs: askedNs,
    });
    const announced = isAnnouncement(vip, segment.station('a').mac);
    const announcement = await segment.wire.next('our announcement', announced, { afterNs: askedNs });
    expect(announcement.tsNs).toBeLessThan(advert.tsNs);
    await expect.poll(() => segment.addresses('b')).not.toContain(`${vip}/24`);
    expect(await router()).toMatchObject({ state: 'master', cause: 'switchover', switchoverPriority: 151 });
  });

  it('hands over with priority 0, serves until keepalived leads, and does not take it back', async () => {
    await newAgent().start(play, 150);
    await beside(new KeepalivedSpeaker(segment, 'b'), 100);
    await inState('master');
    const askedNs = segment.wire.nowNs;
    await request(agent.socket, { op: 'hand-over', vrid: 51 });
    await segment.wire.next('keepalived leads', isAdvert(51, '10.78.0.12', 100), { afterNs: askedNs });
    await inState('backup');
    expect(await router()).toMatchObject({ cause: 'handed over to 10.78.0.12', switchoverPriority: 100 });
    const later = segment.wire.nowNs;
    for (let count = 0; count < 8; count += 1)
      await segment.wire.next('keepalived goes on', isAdvert(51, '10.78.0.12', 100), {
        afterNs: segment.wire.nowNs,
      });
    expect(
      segment.wire.frames.filter(
        (frame) => frame.tsNs > later && frame.ip?.src === '10.78.0.11' && frame.vrrp,
      ),
    ).toEqual([]);
  });

  it('refuses a request that is read too late, and stays backup', async () => {
    await newAgent().start(play, 100);
    await beside(new KeepalivedSpeaker(segment, 'b'), 150);
    await expect.poll(async () => (await router())?.masterPriority, { timeout: 10_000 }).toBe(150);
    const { nowNs } = await status();
    const late = { op: 'take-over', vrid: 51, notAfterNs: `${BigInt(nowNs) - 1n}` } as const;
    await expect(request(agent.socket, late)).rejects.toThrow('had given up');
    expect(await router()).toMatchObject({ state: 'backup', priority: 100 });
  });

  it('refuses where nobody can be above the master', async () => {
    await newAgent().start(play, 100);
    await beside(new KeepalivedSpeaker(segment, 'b'), 254);
    await inState('backup');
    await expect.poll(async () => (await router())?.masterPriority, { timeout: 10_000 }).toBe(254);
    await expect(request(agent.socket, { op: 'take-over', vrid: 51 })).rejects.toThrow('priority 254');
  });
});

describe('checks', () => {
  const port = 8099;
  const code = `require('net').createServer((socket) => socket.destroy()).listen(${port}, '127.0.0.1')`;
  let service: Program | undefined;
  const listen = () => {
    service = Program.start(segment, 'a', [process.execPath, '-e', code]);
  };
  const unlisten = () => service?.kill();
  const check = {
    kind: 'tcp',
    name: 'web',
    port,
    intervalMs: 50,
    timeoutMs: 200,
    startsFailing: true,
  } as const;

  it('move the priority by their weight, and with it the ownership, and back', async () => {
    listen();
    await newAgent({ checks: [{ ...check, weight: -60 }], router: { track: ['web'] } }).start(play, 150);
    await beside(new KeepalivedSpeaker(segment, 'b'), 100);
    await inState('master');
    await unlisten();
    await inState('backup');
    expect(await router()).toMatchObject({ priority: 90, configuredPriority: 150 });
    expect((await status()).checks).toMatchObject([
      { name: 'web', passing: false, detail: expect.stringContaining('ECONNREFUSED') },
    ]);
    await expect
      .poll(() => logged('priority').slice(-1))
      .toMatchObject([{ from: 150, to: 90, cause: expect.stringMatching(/^check web fails: /) }]);
    listen();
    await inState('master');
    await unlisten();
  });

  it('of weight 0 put it into fault, with priority 0 on the wire', async () => {
    listen();
    await newAgent({ checks: [check], router: { track: ['web'] } }).start(play, 150);
    await inState('master');
    const nowNs = segment.wire.nowNs;
    await unlisten();
    await segment.wire.next('priority 0', isAdvert(51, '10.78.0.11', 0), { afterNs: nowNs });
    await inState('fault');
    expect((await router())?.faults).toEqual([expect.stringMatching(/^check web fails: /)]);
    listen();
    await inState('master');
    await unlisten();
  });
});

describe('a sync group', () => {
  it('is in fault and leads as a whole', async () => {
    const second = { vrid: 52, version: 3, interface: 'eth0', priority: 150, advertIntervalMs: 100 } as const;
    const first = { ...second, vrid: 51, vips: play.vips, syncGroup: 'gateway' };
    const check = { kind: 'interface', name: 'uplink', interface: 'up0' } as const;
    await newAgent({
      checks: [check],
      virtualRouters: [
        first,
        { ...second, vips: ['10.78.0.101/24'], syncGroup: 'gateway', track: ['uplink'] },
      ],
    }).start(play, 150);
    const states = async () => (await status().catch(() => null))?.routers.map(({ state }) => state);
    await expect.poll(states, { timeout: 10_000 }).toEqual(['fault', 'fault']);
    expect((await router())?.faults[0]).toMatch(/^sync group gateway: router 52: /);
    const { namespace } = segment.station('a');
    namespace.ip('link', 'add', 'name', 'up0', 'type', 'veth', 'peer', 'name', 'up1');
    namespace.ip('link', 'set', 'dev', 'up1', 'up');
    namespace.ip('link', 'set', 'dev', 'up0', 'up');
    await expect.poll(states, { timeout: 10_000 }).toEqual(['master', 'master']);
    namespace.ip('link', 'set', 'dev', 'up0', 'down');
    await expect.poll(states, { timeout: 10_000 }).toEqual(['fault', 'fault']);
    namespace.ip('link', 'delete', 'up0');
  });
});

describe('a sync group that moves', () => {
  const first = { vrid: 51, version: 3, interface: 'eth0', advertIntervalMs: 100, syncGroup: 'web' } as const;
  const both = (priority: number): AgentConfigInput['virtualRouters'] => [
    { ...first, priority, vips: play.vips },
    { ...first, priority, vrid: 52, vips: ['10.78.0.101/24'] },
  ];
  const states = async (speaker: AgentSpeaker) =>
    (await request(speaker.socket, { op: 'status' }).catch(() => null))?.routers.map(({ state }) => state);

  it.each([
    ['taken over', 'b', 'take-over'],
    ['handed over', 'a', 'hand-over'],
  ])('stays where it was %s to', async (_how, asked, op) => {
    await newAgent({ virtualRouters: both(150) }).start(play, 150);
    const peer = new AgentSpeaker(segment, 'b');
    peer.extra = { virtualRouters: both(100) };
    await beside(peer, 100);
    await expect.poll(() => states(agent), { timeout: 10_000 }).toEqual(['master', 'master']);
    await expect.poll(() => states(peer), { timeout: 10_000 }).toEqual(['backup', 'backup']);
    const before = peer.output().length;
    const socket = asked === 'b' ? peer.socket : agent.socket;
    await request(socket, { op, vrid: 51 });
    await expect.poll(() => states(peer), { timeout: 10_000 }).toEqual(['master', 'master']);
    await expect.poll(() => states(agent), { timeout: 10_000 }).toEqual(['backup', 'backup']);
    for (let count = 0; count < 10; count += 1)
      await segment.wire.next('an advert', ({ vrrp }) => vrrp?.vrid === 52, { afterNs: segment.wire.nowNs });
    expect(await states(peer)).toEqual(['master', 'master']);
    const moves = peer
      .output()
      .slice(before)
      .match(/"event":"transition"/g);
    expect(moves).toHaveLength(2);
  });
});

describe('its addresses', () => {
  it('come back when somebody takes one away, and the segment is told', async () => {
    await newAgent().start(play, 150);
    await inState('master');
    const nowNs = segment.wire.nowNs;
    segment.station('a').namespace.ip('address', 'delete', `${vip}/24`, 'dev', 'eth0');
    await segment.wire.next('told', isAnnouncement(vip, segment.station('a').mac), { afterNs: nowNs });
    expect(segment.addresses('a')).toContain(`${vip}/24`);
    await expect.poll(() => logged('address-restored')).toMatchObject([{ vrid: 51, address: vip }]);
  });

  it('go with the carrier, and come back with it', async () => {
    await newAgent().start(play, 150);
    await inState('master');
    segment.plug('a', false);
    await inState('fault');
    expect(segment.addresses('a')).not.toContain(`${vip}/24`);
    expect((await router())?.faults).toEqual(['eth0 is down']);
    segment.plug('a', true);
    await inState('master');
  });
});

describe('a virtual MAC address', () => {
  it.each([
    ['keepalived', () => new KeepalivedSpeaker(segment, 'b')],
    ['FRR', () => new FrrSpeaker(segment, 'b')],
  ])('stays the same when our agent takes over from %s', async (_name, make) => {
    const startedNs = segment.wire.nowNs;
    await newAgent({ router: { vmac: true } }).start(play, 100);
    const peer = make();
    if (peer instanceof KeepalivedSpeaker) peer.extra = ['use_vmac'];
    await beside(peer, 150);
    const fromPeer = await segment.wire.next('the peer', isAdvert(51, '10.78.0.12', 150), {
      afterNs: startedNs,
      timeoutMs: 15_000,
    });
    expect(fromPeer.link?.src).toBe('00:00:5e:00:01:33');
    await expect.poll(async () => (await router())?.masterPriority, { timeout: 10_000 }).toBe(150);
    await peer.stop();
    const fromUs = await segment.wire.next('our agent', isAdvert(51, '10.78.0.11', 100), {
      afterNs: fromPeer.tsNs,
    });
    expect(fromUs.link?.src).toBe('00:00:5e:00:01:33');
    const ping = [
      'netns',
      'exec',
      segment.station('client').namespace.name,
      'ping',
      '-c',
      '1',
      '-W',
      '2',
      vip,
    ];
    await expect.poll(() => segment.addresses('a')).toContain(`${vip}/24`);
    execFileSync('ip', ping);
    const neighbours = segment.station('client').namespace.ip('neighbour', 'show', vip);
    expect(neighbours).toContain('00:00:5e:00:01:33');
  });
});

describe('commands that are told', () => {
  it('run one after the other, in the order of the transitions', async () => {
    const told = join(segment.directory, 'told');
    writeFileSync(told, '');
    const command = (state: string) => ['/bin/sh', '-c', `sleep 0.3; echo ${state} $TANDEM_VRID >>${told}`];
    const notify = { master: command('master'), backup: command('backup'), stop: command('stop') };
    await newAgent({ router: { notify } }).start(play, 150);
    await inState('master');
    await agent.stop();
    expect(readFileSync(told, 'utf8')).toBe('backup 51\nmaster 51\nstop 51\n');
  });
});

describe('who may lead when', () => {
  it('waits out the startup delay in fault', async () => {
    await newAgent({ startupDelayMs: 1500 }).start(play, 150);
    await inState('fault');
    expect((await router())?.faults[0]).toContain('1500 ms');
    await inState('master');
  });

  it('without preemption leaves a lower keepalived alone, with a delay tolerates it for so long', async () => {
    const peer = new KeepalivedSpeaker(segment, 'b');
    newAgent({ router: { preempt: false } });
    await beside(peer, 100);
    await segment.wire.next('the peer', isAdvert(51, '10.78.0.12', 100), { afterNs: segment.wire.nowNs });
    await agent.start(play, 150);
    await inState('backup');
    for (let count = 0; count < 8; count += 1)
      await segment.wire.next('the peer goes on', isAdvert(51, '10.78.0.12', 100), {
        afterNs: segment.wire.nowNs,
      });
    agent.extra = { router: { preemptDelayMs: 500 } };
    agent.configure(play, 150);
    agent.reload();
    await inState('master');
    expect((await router())?.cause).toBe('preempts priority 100 of 10.78.0.12');
  });
});
