import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { isAdvert, isAnnouncement } from '../bench/wire.ts';
import { request } from '../segment/control.ts';
import { agent, inState, newAgent, play, segment, setStage, status, vip } from '../support/agent-stage.ts';

/** A node with two interfaces, and interfaces that change under a running agent. */

setStage();

type Routers = AgentConfigInput['virtualRouters'];

const base = { version: 3, vrid: 51, interface: 'eth0', advertIntervalMs: 100, priority: 150 } as const;
const here = { ...base, vips: ['10.78.0.100/24'] };
const there = { ...base, interface: 'eth1', vips: ['10.80.0.100/24'] };

beforeEach(() => {
  const { namespace } = segment.station('a');
  namespace.ip('link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'far');
  for (const end of ['eth1', 'far']) namespace.ip('link', 'set', end, 'addrgenmode', 'none', 'up');
  namespace.ip('address', 'add', '10.80.0.11/24', 'dev', 'eth1');
});

afterEach(async () => {
  await agent.stop();
  segment.station('a').namespace.ip('link', 'delete', 'eth1');
});

async function reload(virtualRouters: Routers): Promise<unknown> {
  const config = agent.configure(play, 150);
  writeFileSync(agent.configFile, JSON.stringify({ ...config, virtualRouters }));
  return request(agent.socket, { op: 'reload' });
}

const links = () => segment.station('a').namespace.ip('-o', 'link', 'show');
const states = async () =>
  (await status().catch(() => null))?.routers.map(({ interface: name, state }) => `${name} ${state}`);
const settle = (...wanted: string[]) => expect.poll(states, { timeout: 10_000 }).toEqual(wanted);

describe('a VRID on two interfaces', () => {
  it('is told apart by the interface, and not guessed', async () => {
    await newAgent({ virtualRouters: [here, there] }).start(play, 150);
    await settle('eth0 master', 'eth1 master');
    const afterNs = segment.wire.nowNs;
    await expect(request(agent.socket, { op: 'hand-over', vrid: 51 })).rejects.toMatchObject({
      problem: { code: 'switchover.interface-needed', params: { interfaces: 'eth0, eth1' } },
    });
    await request(agent.socket, { op: 'hand-over', vrid: 51, interface: 'eth1' });
    expect((await status()).routers.map(({ cause }) => cause)).toEqual([
      expect.not.stringContaining('handing over'),
      'handing over',
    ]);
    await segment.wire.next('eth0 goes on', isAdvert(51, '10.78.0.11', 150), { afterNs });
    expect(segment.wire.frames.filter(({ tsNs, vrrp }) => tsNs > afterNs && vrrp?.priority === 0)).toEqual(
      [],
    );
  });
});

describe('a virtual MAC address', () => {
  it('goes to another interface with its virtual router', async () => {
    await newAgent({ virtualRouters: [{ ...here, vmac: true }] }).start(play, 150);
    await settle('eth0 master');
    const afterNs = segment.wire.nowNs;
    await reload([{ ...there, vmac: true }]);
    await segment.wire.next('the last word on eth0', isAdvert(51, '10.78.0.11', 0), { afterNs });
    await settle('eth1 master');
    // The kernel tells of a carrier up to a second later.
    await expect.poll(links, { timeout: 5000 }).toMatch(/vrrp\.51@eth1: .*state UP/);
    expect(segment.addresses('a')).toContain('10.80.0.100/24');
    expect(segment.addresses('a')).not.toContain('10.78.0.100/24');
    await reload([{ ...here, vmac: true }]);
    await settle('eth0 master');
    expect(links()).toContain('vrrp.51@eth0');
  });

  it('stays where it is when there is no such interface, and nothing is said on the wire', async () => {
    await newAgent({ virtualRouters: [{ ...here, vmac: true }] }).start(play, 150);
    await settle('eth0 master');
    const afterNs = segment.wire.nowNs;
    await expect(reload([{ ...there, vmac: true, interface: 'eth9' }])).rejects.toThrow('eth9');
    await segment.wire.next('it goes on', isAdvert(51, '10.78.0.11', 150), { afterNs });
    expect(segment.wire.frames.filter(({ tsNs, vrrp }) => tsNs > afterNs && vrrp?.priority === 0)).toEqual(
      [],
    );
  });
});

describe('a virtual router that cannot be set up', () => {
  /** No socket may join the group any more (ip-sysctl, igmp_max_memberships). */
  const noGroups = () =>
    segment.station('a').namespace.run(() => {
      writeFileSync('/proc/sys/net/ipv4/igmp_max_memberships', '0');
    });

  afterEach(() => {
    segment.station('a').namespace.run(() => writeFileSync('/proc/sys/net/ipv4/igmp_max_memberships', '20'));
  });

  it('leaves no macvlan behind, and can be set up when what kept it is gone', async () => {
    await newAgent({ virtualRouters: [here] }).start(play, 150);
    await settle('eth0 master');
    noGroups();
    const wanted = [here, { ...there, vmac: true }];
    await expect(reload(wanted)).rejects.toThrow();
    await expect.poll(links).not.toContain('vrrp.51');
    expect(await states()).toEqual(['eth0 master']);
    segment.station('a').namespace.run(() => writeFileSync('/proc/sys/net/ipv4/igmp_max_memberships', '20'));
    await reload(wanted);
    await settle('eth0 master', 'eth1 master');
  });

  it('on another interface comes back on the one that it had to leave', async () => {
    await newAgent({
      virtualRouters: [
        { ...here, vmac: true },
        { ...here, vrid: 52, vips: ['10.78.0.101/24'] },
      ],
    }).start(play, 150);
    await settle('eth0 master', 'eth0 master');
    noGroups();
    const second = { ...here, vrid: 52, vips: ['10.78.0.101/24'] };
    await expect(reload([{ ...there, vmac: true }, second])).rejects.toThrow();
    await expect.poll(links).toContain('vrrp.51@eth0');
    await expect
      .poll(async () => (await states())?.toSorted(), { timeout: 10_000 })
      .toEqual(['eth0 master', 'eth0 master']);
    expect((await status()).lastReload?.problem).not.toBeNull();
    expect(segment.addresses('a')).toContain('10.78.0.100/24');
  });
});

describe('an interface that gets another MAC address', () => {
  const called = (mac: string) => segment.station('a').namespace.ip('link', 'set', 'eth0', 'address', mac);

  afterEach(() => {
    called(segment.station('a').mac);
  });

  it('announces its VIPs with that one, and stays master', async () => {
    const other = '02:00:0a:4e:00:bb';
    await newAgent().start(play, 150);
    await inState('master');
    const afterNs = segment.wire.nowNs;
    called(other);
    await segment.wire.next('the new one', isAnnouncement(vip, other), { afterNs });
    await inState('master');
    expect(segment.wire.frames.filter(({ tsNs, vrrp }) => tsNs > afterNs && vrrp?.priority === 0)).toEqual(
      [],
    );
  });
});
