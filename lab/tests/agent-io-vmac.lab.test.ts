import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { PacketSender } from '../../agent/native/packet-socket.ts';
import { Netlink } from '../../agent/netlink/netlink.ts';
import { watchNetwork } from '../../agent/netlink/watch.ts';
import { writeVipFile } from '../../agent/run/vip-file.ts';
import { type Vmac, Vmacs } from '../../agent/run/vmac.ts';
import { readVmacFile } from '../../agent/run/vmac-file.ts';
import { arpRequestFrame, gratuitousArpFrame } from '../../protocol/wire/arp.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import {
  closing,
  families,
  group,
  hear,
  index,
  indexOf,
  isVrrp,
  message,
  netlink,
  node,
  nodeMac,
  openSender,
  peer,
  peerIndex,
  peerMac,
  peerSource,
  setUpNodeAndPeer,
  source,
  stateDir,
  unexpected,
  vip,
  vrid,
  watchCable,
} from '../support/node-and-peer.ts';
import { Told } from '../support/told.ts';

/** Virtual MAC addresses on a real kernel. The lab need not be up. */
const virtualMac = { 4: '00:00:5e:00:01:33', 6: '00:00:5e:00:02:33' } as const;

setUpNodeAndPeer();

describe('a virtual MAC address', () => {
  let vmacs: Vmacs;

  beforeEach(() => {
    vmacs = closing(node.run(() => new Vmacs({ netlink, stateDir, failed: unexpected })));
  });

  function openVmac(family: 4 | 6): Vmac {
    return closing(node.run(() => vmacs.open(vrid, family, { name: 'eth0', index })));
  }

  it.each(families)(
    'IPv%i: adverts come from it, at once, with the address of the interface below',
    async (family) => {
      const frames = watchCable();
      const vmac = openVmac(family);
      expect(vmac).toMatchObject({ name: family === 4 ? 'vrrp.51' : 'vrrp6.51', mac: virtualMac[family] });
      const sender = openSender({
        source: source[family],
        destinations: [group[family]],
        interface: vmac.name,
        index: vmac.index,
      });
      node.run(() => vmac.raise());
      sender.send([message(family, source[family], group[family])]);
      await frames.until((items) => items.some(isVrrp));
      expect(frames.items.find(isVrrp)).toMatchObject({
        problems: [],
        link: { src: virtualMac[family] },
        ip: { src: source[family] },
      });
    },
  );

  it.each(families)(
    'IPv%i: a peer with the same one is heard on the interface below, up or down',
    async (family) => {
      const vmac = openVmac(family);
      const heard = hear(family, node, index);
      // The peer's macvlan, made by hand.
      peer.ip(
        'link',
        'add',
        'v0',
        'link',
        'eth0',
        'address',
        virtualMac[family],
        'type',
        'macvlan',
        'mode',
        'private',
      );
      closing({ close: () => peer.ip('link', 'delete', 'v0') });
      peer.ip('link', 'set', 'v0', 'addrgenmode', 'none');
      peer.ip('link', 'set', 'v0', 'up');
      const peerNetlink = closing(peer.run(() => new Netlink()));
      const to = { interface: 'v0', index: indexOf(peerNetlink, 'v0') };
      const sender = openSender({ source: peerSource[family], destinations: [group[family]], ...to }, peer);
      const bytes = message(family, peerSource[family], group[family]);
      sender.send([bytes]);
      await heard.until((items) => items.length === 1);
      vmac.raise();
      sender.send([bytes]);
      expect(await heard.until((items) => items.length === 2)).toMatchObject([
        { source: peerSource[family] },
        { source: peerSource[family] },
      ]);
    },
  );

  it('alone answers for the VIP, also under a strict reverse path filter, and the VIP can be reached', async () => {
    node.run(() => execFileSync('sysctl', ['-qw', 'net.ipv4.conf.all.rp_filter=1']));
    const vmac = openVmac(4);
    vmac.raise();
    netlink.addAddress(vmac.index, vip[4], 24);
    const frames = watchCable();
    const packets = closing(peer.run(() => new PacketSender(peerIndex)));
    for (const address of [vip[4], source[4]]) packets.send(arpRequestFrame(peerMac, peerSource[4], address));
    await frames.until((items) => items.filter(isAnswer).length >= 2);
    peer.run(() => execFileSync('ping', ['-c', '1', '-W', '2', vip[4]]));
    // What the node itself asks for, with the VIP as source, does not teach its own MAC address for the VIP.
    peer.ip('neighbour', 'flush', 'dev', 'eth0');
    node.ip('neighbour', 'flush', 'dev', 'eth0');
    node.run(() => execFileSync('ping', ['-c', '1', '-W', '2', '-I', vip[4], peerSource[4]]));
    const asksForPeer = ({ arp }: Frame) => arp?.operation === 'request' && arp.targetIp === peerSource[4];
    const all = await frames.until((items) => items.some(asksForPeer));
    const said = all.filter(({ arp }) => arp && arp.senderMac !== peerMac);
    expect(new Set(said.map(({ arp }) => `${arp?.senderIp} is at ${arp?.senderMac}`))).toEqual(
      new Set([`${vip[4]} is at ${virtualMac[4]}`, `${source[4]} is at ${nodeMac}`]),
    );
    netlink.removeAddress(vmac.index, vip[4], 24);
  });

  it('announces with it as soon as it is up', async () => {
    const vmac = openVmac(4);
    const frames = watchCable();
    // Opened while it is down, as an agent does.
    const packets = closing(node.run(() => new PacketSender(vmac.index)));
    vmac.raise();
    packets.send(gratuitousArpFrame(vmac.mac, vip[4]));
    const all = await frames.until((items) => items.some(({ arp }) => arp?.gratuitous));
    expect(all.find(({ arp }) => arp?.gratuitous)?.link?.src).toBe(virtualMac[4]);
  });

  it('keeps the node’s own address out of what it asks for', async () => {
    const vmac = openVmac(4);
    const frames = watchCable();
    vmac.raise();
    // In a subnet that is on the macvlan alone.
    netlink.addAddress(vmac.index, '10.10.0.100', 24);
    const target = '10.10.0.2';
    node.run(() => spawnSync('ping', ['-c', '1', '-W', '1', '-I', source[4], target]));
    const all = await frames.until((items) => items.some(({ arp }) => arp?.targetIp === target));
    const asked = all.filter(({ arp }) => arp?.targetIp === target).map(({ arp }) => arp?.senderIp);
    expect(new Set(asked)).toEqual(new Set(['10.10.0.100']));
  });

  it('IPv6: answers for its VIPs as soon as they are there', async () => {
    const vmac = openVmac(6);
    vmac.raise();
    netlink.addAddress(vmac.index, vip[6], 64);
    netlink.addAddress(vmac.index, '2001:db8:9::100', 64);
    peer.ip('address', 'add', '2001:db8:9::b/64', 'dev', 'eth0', 'nodad');
    for (const address of [`${vip[6]}%eth0`, '2001:db8:9::100'])
      peer.run(() => execFileSync('ping', ['-c', '1', '-W', '2', address]));
    for (const address of [vip[6], '2001:db8:9::100'])
      expect(peer.ip('neighbour', 'show', address)).toContain(virtualMac[6]);
    const accepted = node.run(() =>
      execFileSync('sysctl', ['-n', `net.ipv6.conf.${vmac.name.replace('.', '/')}.accept_ra`], {
        encoding: 'utf8',
      }),
    );
    expect(accepted.trim()).toBe('0');
    // Nothing but the VIPs is on it.
    const own = netlink.addresses().filter((one) => one.index === vmac.index);
    expect(own.map(({ address }) => address).toSorted()).toEqual(['2001:db8:9::100', vip[6]]);
  });

  it('is up although it was going down the moment it was needed', async () => {
    const vmac = openVmac(4);
    const told = new Told<boolean>();
    const link = ({ index: changed, running }: { index: number; running: boolean }) => {
      if (changed !== vmac.index) return;
      // The first time that it is down after it was up: as early as anybody can know.
      if (!running && told.items.includes(true)) vmac.raise();
      told.tell(running);
    };
    closing(node.run(() => watchNetwork({ link, lost: unexpected })));
    vmac.raise();
    vmac.lower();
    await told.until((states) => states.lastIndexOf(false) > states.indexOf(true) && states.at(-1) === true);
    expect(node.ip('link', 'show', vmac.name)).toContain('state UP');
  });

  it('goes down when it is not needed, stays where it is needed again, and leaves nothing behind', async () => {
    const before = netlink.ipv4Settings(index);
    const vmac = node.run(() => vmacs.open(vrid, 4, { name: 'eth0', index }));
    expect(netlink.ipv4Settings(index)).toMatchObject({ arp_ignore: 1, arp_announce: 2 });
    expect(readVmacFile(stateDir).macvlans).toEqual(['vrrp.51']);
    const told = new Told<boolean>();
    const link = ({ index: changed, running }: { index: number; running: boolean }) =>
      changed === vmac.index && told.tell(running);
    closing(node.run(() => watchNetwork({ link, lost: unexpected })));
    vmac.raise();
    await told.until((states) => states.includes(true));
    vmac.lower();
    vmac.raise();
    vmac.lower();
    await told.until((states) => states.at(-1) === false);
    await vmac.close();
    expect(netlink.links().map(({ name }) => name)).not.toContain('vrrp.51');
    expect(netlink.ipv4Settings(index)).toEqual(before);
    expect(readVmacFile(stateDir)).toEqual({ macvlans: [], settings: [] });
  });

  it.each(['release-vips', 'the next start'])('that a killed agent left is taken away by %s', async (by) => {
    const before = netlink.ipv4Settings(index);
    const killed = node.run(() => new Vmacs({ netlink, stateDir, failed: unexpected }));
    const vmac = node.run(() => killed.open(vrid, 4, { name: 'eth0', index }));
    vmac.raise();
    for (const family of families) netlink.addAddress(index, vip[family], family === 4 ? 24 : 64);
    const entry = (family: 4 | 6) => ({
      interface: 'eth0',
      address: vip[family],
      prefixLength: family === 4 ? 24 : 64,
    });
    writeVipFile(stateDir, families.map(entry));
    const script = join(import.meta.dirname, '../../agent/systemd/release-vips');
    const release = () =>
      node.run(() => execFileSync('sh', [script, join(stateDir, 'vips')], { encoding: 'utf8' }));
    if (by === 'release-vips') expect(release()).toContain('removed vrrp.51');
    else expect(vmacs.releaseLeftovers()).toEqual(['vrrp.51']);
    expect(netlink.links().map(({ name }) => name)).not.toContain('vrrp.51');
    expect(netlink.ipv4Settings(index)).toEqual(before);
    release();
    const left = netlink.addresses().map(({ address }) => address);
    for (const family of families) expect(left).not.toContain(vip[family]);
    expect(release()).toBe('');
    await killed.close();
  });

  it('does not take an interface of the same name that is not its own', () => {
    node.ip('link', 'add', 'vrrp.51', 'type', 'veth', 'peer', 'name', 'other');
    closing({ close: () => node.ip('link', 'delete', 'vrrp.51') });
    expect(() => vmacs.open(vrid, 4, { name: 'eth0', index })).toThrow();
    expect(vmacs.releaseLeftovers()).toEqual([]);
  });

  it('changes nothing where the kernel refuses one', () => {
    const before = netlink.ipv4Settings(indexOf(netlink, 'lo'));
    const loopback = { name: 'lo', index: indexOf(netlink, 'lo') };
    expect(() => vmacs.open(vrid, 4, loopback)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    expect(netlink.ipv4Settings(loopback.index)).toEqual(before);
    expect(readVmacFile(stateDir)).toEqual({ macvlans: [], settings: [] });
  });
});

function isAnswer({ arp, link }: Frame): boolean {
  return arp?.operation === 'reply' && link?.dst === peerMac;
}
