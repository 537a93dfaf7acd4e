import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { isAdvert } from '../bench/wire.ts';
import { AddressWatch } from '../segment/address-watch.ts';
import { request } from '../segment/control.ts';
import { agent, inState, newAgent, play, segment, setStage, status } from '../support/agent-stage.ts';

/** What a reload does to the addresses on the kernel's interfaces: the kernel itself says that none was away. */

setStage();

let watch: AddressWatch | undefined;

afterEach(() => {
  watch?.close();
  watch = undefined;
});

const base = { version: 3, interface: 'eth0', advertIntervalMs: 100, priority: 150 } as const;

type Routers = AgentConfigInput['virtualRouters'];

/** Virtual routers 51, 52, … with these VIPs. */
function routers(...vips: string[][]): Routers {
  return vips.map((list, at) => ({ ...base, vrid: 51 + at, vips: list }));
}

/** All of them lead, and their addresses are watched from before that on. */
async function lead(virtualRouters: Routers): Promise<AddressWatch> {
  watch = new AddressWatch(segment, 'a');
  await newAgent({ virtualRouters }).start(play, 150);
  const states = async () => (await status().catch(() => null))?.routers.map(({ state }) => state);
  await expect.poll(states, { timeout: 10_000 }).toEqual(virtualRouters.map(() => 'master'));
  const vips = virtualRouters.flatMap((router) => router.vips);
  const known = watch;
  await expect.poll(() => vips.every((vip) => known.has(vip))).toBe(true);
  return known;
}

async function reload(virtualRouters: Routers): Promise<void> {
  const config = agent.configure(play, 150);
  writeFileSync(agent.configFile, JSON.stringify({ ...config, virtualRouters }));
  await request(agent.socket, { op: 'reload' });
}

describe('a VIP that stays is never away', () => {
  it.each([
    ['the next', [['10.78.0.101/24'], ['10.78.0.102/24', '10.78.0.109/24']]],
    ['the one before', [['10.78.0.101/24', '10.78.0.108/24'], ['10.78.0.102/24']]],
  ])('when it moves to %s virtual router', async (_which, after) => {
    const known = await lead(
      routers(['10.78.0.101/24', '10.78.0.109/24'], ['10.78.0.102/24', '10.78.0.108/24']),
    );
    await reload(routers(...after));
    const gone = after.flat().includes('10.78.0.109/24') ? '10.78.0.108' : '10.78.0.109';
    await expect.poll(() => known.has(gone)).toBe(false);
    expect(known.away).toEqual([gone]);
    for (const vip of after.flat()) expect(segment.addresses('a')).toContain(vip);
  });

  it('when it changes both its virtual router and the sockets of that', async () => {
    const known = await lead(routers(['10.78.0.101/24', '10.78.0.109/24'], ['10.78.0.102/24']));
    const after = routers(['10.78.0.101/24'], ['10.78.0.102/24', '10.78.0.109/24']);
    await reload(after.map((router) => ({ ...router, version: 2, advertIntervalMs: 1000 })));
    await segment.wire.next('version 2', ({ vrrp }) => vrrp?.version === 2 && vrrp.vrid === 52);
    expect(known.away).toEqual([]);
    expect(segment.addresses('a')).toContain('10.78.0.109/24');
  });

  it('when the first one of its subnet goes; what that takes is put back in the end', async () => {
    const { namespace } = segment.station('a');
    const setting = () =>
      namespace.run(() => readFileSync('/proc/sys/net/ipv4/conf/eth0/promote_secondaries', 'utf8').trim());
    const before = setting();
    const known = await lead(routers(['10.79.0.100/24', '10.79.0.101/24', '10.79.0.102/24']));
    await reload(routers(['10.79.0.101/24', '10.79.0.102/24']));
    await expect.poll(() => known.has('10.79.0.100')).toBe(false);
    expect(known.away).toEqual(['10.79.0.100']);
    expect(segment.addresses('a')).toEqual(expect.arrayContaining(['10.79.0.101/24', '10.79.0.102/24']));
    await agent.stop();
    expect(setting()).toBe(before);
  });

  it('when its prefix length changes', async () => {
    const known = await lead(routers(['10.79.0.100/24', '10.79.0.101/24']));
    await reload(routers(['10.79.0.100/32', '10.79.0.101/24']));
    await expect.poll(() => known.has('10.79.0.100/24')).toBe(false);
    expect(known.away).toEqual([]);
    expect(segment.addresses('a')).toContain('10.79.0.100/32');
  });

  it('IPv6: is there with its other prefix length when the reload is done', async () => {
    await lead(routers(['fe80::100/64', '2001:db8::100/64']));
    await reload(routers(['fe80::100/64', '2001:db8::100/128']));
    expect(segment.addresses('a')).toContain('2001:db8::100/128');
    expect(segment.addresses('a')).not.toContain('2001:db8::100/64');
  });
});

describe('the owner of an address', () => {
  const own = '10.78.0.99/24';

  beforeEach(() => {
    segment.station('a').namespace.ip('address', 'add', own, 'dev', 'eth0');
  });

  afterEach(async () => {
    await agent.stop();
    segment.station('a').namespace.ip('address', 'delete', own, 'dev', 'eth0');
  });

  const listed = () => readFileSync(join(segment.directory, 'agent-a', 'vips'), 'utf8');

  it('keeps what is the machine’s own, also after a reload: it is not on the list of what may be left behind', async () => {
    const owner = { ...base, vrid: 51, priority: 255, vips: [own, '10.78.0.100/24'] };
    await newAgent({ virtualRouters: [owner] }).start(play, 255);
    await inState('master');
    expect(listed()).toBe('eth0 10.78.0.100/24\n');
    await reload([{ ...owner, vips: [own, '10.78.0.101/24'] }]);
    expect(listed()).toBe('eth0 10.78.0.101/24\n');
    // Its sockets anew.
    await reload([{ ...owner, vips: [own, '10.78.0.101/24'], accept: false }]);
    expect(listed()).toBe('eth0 10.78.0.101/24\n');
    expect(segment.addresses('a')).toEqual(expect.arrayContaining([own, '10.78.0.101/24']));
    await agent.stop();
    expect(segment.addresses('a')).toContain(own);
  });

  it('does not hand it over: it would hear nobody who took it', async () => {
    await newAgent({ virtualRouters: [{ ...base, vrid: 51, priority: 255, vips: [own] }] }).start(play, 255);
    await inState('master');
    const afterNs = segment.wire.nowNs;
    await expect(request(agent.socket, { op: 'hand-over', vrid: 51 })).rejects.toMatchObject({
      problem: { code: 'switchover.priority-exhausted' },
    });
    await segment.wire.next('it goes on', isAdvert(51, '10.78.0.11', 255), { afterNs });
    expect(segment.wire.frames.filter(({ tsNs, vrrp }) => tsNs > afterNs && vrrp?.priority === 0)).toEqual(
      [],
    );
  });
});

it('an owner speaks from its address where the interface has no other', async () => {
  const vips = ['10.78.0.11/24'];
  const nowNs = segment.wire.nowNs;
  await newAgent({ virtualRouters: [{ ...base, vrid: 51, priority: 255, vips }] }).start(play, 255);
  await inState('master');
  await segment.wire.next('its advert', isAdvert(51, '10.78.0.11', 255), { afterNs: nowNs });
  await agent.stop();
  expect(segment.addresses('a')).toContain('10.78.0.11/24');
});
