import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { isAdvert, isAnnouncement } from '../bench/wire.ts';
import { agent, logged, newAgent, play, segment, setStage, status, vip } from '../support/agent-stage.ts';

/** Interfaces, addresses and macvlans that somebody takes from under a running agent, and gives back. */

setStage();

type Routers = AgentConfigInput['virtualRouters'];

const base = { version: 3, vrid: 51, interface: 'eth0', advertIntervalMs: 100, priority: 150 } as const;
const here = { ...base, vips: ['10.78.0.100/24'] };
const there = { ...base, vrid: 52, interface: 'eth1', vips: ['10.80.0.100/24'] };

const ip = (...argv: string[]) => segment.station('a').namespace.ip(...argv);
const virtualMac = '00:00:5e:00:01:33';

/** As a driver or a hypervisor does it: the name is the same, index and MAC address are not. */
function plugIn(mac: string): void {
  ip('link', 'add', 'eth1', 'address', mac, 'type', 'veth', 'peer', 'name', 'far');
  for (const end of ['eth1', 'far']) ip('link', 'set', end, 'addrgenmode', 'none', 'up');
}

beforeEach(() => {
  plugIn('02:00:00:00:00:01');
  ip('address', 'add', '10.80.0.11/24', 'dev', 'eth1');
});

afterEach(async () => {
  await agent.stop();
  ip('link', 'delete', 'eth1');
});

async function lead(virtualRouters: Routers): Promise<void> {
  await newAgent({ virtualRouters }).start(play, 150);
  await settle(...virtualRouters.map(({ interface: name }) => `${name} master`));
}

const routers = async () => (await status().catch(() => null))?.routers;
const states = async () => (await routers())?.map(({ interface: name, state }) => `${name} ${state}`);
const settle = (...wanted: string[]) => expect.poll(states, { timeout: 10_000 }).toEqual(wanted);
const faults = async () => (await routers())?.flatMap((router) => router.faults);

describe.each([false, true])(
  'an interface that is deleted and made anew, virtual MAC address: %s',
  (vmac) => {
    it('takes its own virtual router out of service only, until it has an address', async () => {
      await lead([{ ...there, vmac }, here]);
      const afterNs = segment.wire.nowNs;
      ip('link', 'delete', 'eth1');
      await settle('eth1 fault', 'eth0 master');
      plugIn('02:00:00:00:00:77');
      await expect.poll(faults).toEqual(['eth1 has no address of its own']);
      ip('address', 'add', '10.80.0.11/24', 'dev', 'eth1');
      await settle('eth1 master', 'eth0 master');
      expect(segment.addresses('a')).toEqual(expect.arrayContaining(['10.80.0.100/24', '10.78.0.100/24']));
      const lastWords = segment.wire.frames.filter(
        ({ tsNs, vrrp }) => tsNs > afterNs && vrrp?.vrid === 51 && vrrp.priority === 0,
      );
      expect(lastWords).toEqual([]);
    });

    it('leaves nothing behind when the agent is killed after that', async () => {
      await lead([{ ...there, vmac }]);
      agent.freeze(true);
      ip('link', 'delete', 'eth1');
      plugIn('02:00:00:00:00:77');
      ip('address', 'add', '10.80.0.11/24', 'dev', 'eth1');
      agent.freeze(false);
      await expect.poll(() => logged('set-up-anew').length).toBe(1);
      await settle('eth1 master');
      await agent.crash();
      const script = join(import.meta.dirname, '../../agent/systemd/release-vips');
      const list = join(segment.directory, 'agent-a', 'vips');
      segment.station('a').namespace.run(() => execFileSync('sh', [script, list]));
      expect(ip('-o', 'link', 'show')).not.toContain('vrrp.52');
      expect(segment.addresses('a')).not.toContain('10.80.0.100/24');
    });
  },
);

describe('the address that adverts come from', () => {
  it('may be another one: the virtual router speaks from that', async () => {
    await lead([there, here]);
    ip('address', 'delete', '10.80.0.11/24', 'dev', 'eth1');
    await settle('eth1 fault', 'eth0 master');
    ip('address', 'add', '10.80.0.13/24', 'dev', 'eth1');
    await settle('eth1 master', 'eth0 master');
    expect(await faults()).toEqual([]);
  });

  it('may come back after the VIP of its subnet, as a secondary one', async () => {
    await lead([{ ...there, vips: ['10.80.0.100/24', '10.80.0.101/24'] }]);
    agent.freeze(true);
    ip('address', 'delete', '10.80.0.11/24', 'dev', 'eth1');
    ip('address', 'add', '10.80.0.11/24', 'dev', 'eth1');
    expect(ip('address', 'show', 'dev', 'eth1')).toMatch(/10\.80\.0\.11\/24.* secondary/);
    ip('address', 'delete', '10.80.0.101/24', 'dev', 'eth1');
    agent.freeze(false);
    // A master's: by then it knows of what came before.
    await expect.poll(() => logged('address-restored')).toMatchObject([{ address: '10.80.0.101' }]);
    await settle('eth1 master');
    expect(await faults()).toEqual([]);
  });

  it('must be there where it is configured for unicast', async () => {
    const unicast = { source: '10.78.0.13', peers: ['10.78.0.12'] };
    await newAgent({ virtualRouters: [{ ...here, unicast }] }).start(play, 150);
    await expect.poll(faults, { timeout: 10_000 }).toEqual(['10.78.0.13 is not an address of this machine']);
    ip('address', 'add', '10.78.0.13/24', 'dev', 'eth0');
    await settle('eth0 master');
    ip('address', 'delete', '10.78.0.13/24', 'dev', 'eth0');
    await settle('eth0 fault');
  });
});

describe('a macvlan', () => {
  it('that somebody sets down is set up again, and the VIPs are announced', async () => {
    await lead([{ ...here, vmac: true }]);
    const afterNs = segment.wire.nowNs;
    ip('link', 'set', 'vrrp.51', 'down');
    await segment.wire.next('it announces', isAnnouncement(vip, virtualMac), { afterNs });
    // The kernel tells of a carrier up to a second later.
    await expect.poll(() => ip('-o', 'link', 'show', 'vrrp.51'), { timeout: 5000 }).toContain('state UP');
    await expect
      .poll(() => logged('interface-restored'), { timeout: 5000 })
      .toMatchObject([{ interface: 'vrrp.51', vrid: 51 }]);
    await settle('eth0 master');
  });

  it('that somebody deletes is made anew', async () => {
    await lead([{ ...here, vmac: true }]);
    const afterNs = segment.wire.nowNs;
    ip('link', 'delete', 'vrrp.51');
    await segment.wire.next('it announces', isAnnouncement(vip, virtualMac), { afterNs });
    await segment.wire.next('it goes on', isAdvert(51, '10.78.0.11', 150), {
      afterNs: segment.wire.nowNs,
    });
    expect(segment.addresses('a')).toContain('10.78.0.100/24');
    await settle('eth0 master');
  });

  it('whose name somebody takes is made anew once the name is free', async () => {
    await lead([{ ...here, vmac: true }]);
    const batch = join(segment.directory, 'batch');
    writeFileSync(batch, 'link delete vrrp.51\nlink add vrrp.51 type veth peer name vfar\n');
    agent.freeze(true);
    ip('-batch', batch);
    agent.freeze(false);
    await settle('eth0 fault');
    expect((await faults())?.[0]).toContain('there is an interface vrrp.51 already');
    ip('link', 'delete', 'vrrp.51');
    await settle('eth0 master');
  });

  it('that nobody knows of any more is no reason not to start', async () => {
    ip('link', 'add', 'vrrp.51', 'link', 'eth0', 'address', virtualMac, 'type', 'macvlan', 'mode', 'bridge');
    await lead([{ ...here, vmac: true }]);
  });
});
