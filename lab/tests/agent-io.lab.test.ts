import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AdvertSenders } from '../../agent/native/advert-sender.ts';
import { PacketSender } from '../../agent/native/packet-socket.ts';
import { type AddressChange, watchNetwork } from '../../agent/netlink/watch.ts';
import { Announcer } from '../../agent/run/announcer.ts';
import { acceptTraffic, dropTraffic } from '../../agent/run/no-accept.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import {
  closing,
  families,
  group,
  hear,
  hexOf,
  index,
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

/** The agent's sockets, addresses and packet filter on a real kernel. The lab need not be up. */
setUpNodeAndPeer();

describe('adverts', () => {
  it.each(families)(
    'IPv%i: leave as the standard wants them, and are heard with everything that is judged',
    async (family) => {
      const cableFrames = watchCable();
      const heard = hear(family, peer, peerIndex);
      const ownEcho = hear(family, node, index);
      const to = [group[family], peerSource[family]];
      const messages = to.map((destination) => message(family, source[family], destination));
      openSender({ source: source[family], destinations: to }).send(messages);
      const expected = messages.map((bytes, at) => ({
        family,
        source: source[family],
        destination: to[at],
        ttl: 255,
        message: hexOf(bytes),
        headerOk: true,
      }));
      expect(await heard.until((items) => items.length === 2)).toEqual(expected);
      const frames = await cableFrames.until((items) => items.filter(isVrrp).length === 2);
      const [multicast, unicast] = frames.filter(isVrrp);
      expect(multicast).toMatchObject({
        problems: [],
        link: { src: nodeMac, dst: family === 4 ? '01:00:5e:00:00:12' : '33:33:00:00:00:12' },
        vrrp: { vrid, addresses: [vip[family]], checksum: { ok: true } },
      });
      expect(unicast).toMatchObject({ problems: [], link: { dst: peerMac } });
      expect(ownEcho.items).toEqual([]);
    },
  );

  it.each(families)('IPv%i: what was queued leaves before what is sent at once', async (family) => {
    const heard = hear(family, peer, peerIndex);
    const sender = openSender({ source: source[family], destinations: [group[family]] });
    const priorities = Array.from({ length: 100 }, (_, at) => at + 1);
    for (const priority of priorities)
      sender.queue([message(family, source[family], group[family], priority)]);
    const stop = message(family, source[family], group[family], 0);
    sender.send([stop]);
    const items = await heard.until((all) => all.length === priorities.length + 1);
    expect(items.map(({ message: text }) => Number.parseInt(text.slice(4, 6), 16))).toEqual([
      ...priorities,
      0,
    ]);
  });

  it('queued ones leave by themselves', async () => {
    const heard = hear(4, peer, peerIndex);
    openSender({ source: source[4], destinations: [group[4]] }).queue([message(4, source[4], group[4])]);
    expect(await heard.until((items) => items.length === 1)).toMatchObject([{ source: source[4] }]);
  });

  it('a wrong checksum and another hop limit reach whoever judges them', async () => {
    const heard = hear(6, peer, peerIndex);
    const options = {
      interface: 'eth0',
      index,
      source: source[6],
      destinations: [group[6]],
      failed: unexpected,
    };
    const sender = closing(node.run(() => new AdvertSenders().open({ ...options, ttl: 64 })));
    const wrong = message(6, source[6], group[6]);
    wrong[7] = (wrong[7] ?? 0) ^ 0xff;
    sender.send([wrong]);
    expect(await heard.until((items) => items.length === 1)).toMatchObject([
      { ttl: 64, message: hexOf(wrong) },
    ]);
  });

  it('says why one cannot be sent, and sends the others', async () => {
    const heard = hear(4, peer, peerIndex);
    const sender = openSender({ source: source[4], destinations: ['255.255.255.255', group[4]] });
    const bytes = message(4, source[4], group[4]);
    expect(() => sender.send([bytes, bytes])).toThrow(expect.objectContaining({ code: 'EACCES' }));
    expect(await heard.until((items) => items.length === 1)).toHaveLength(1);
  });
});

describe('announcements', () => {
  it('are one burst on the wire, gratuitous ARP and neighbour advertisements', async () => {
    const frames = watchCable();
    const packets = closing(node.run(() => new PacketSender(index)));
    const garp = { repeat: 100, delayMs: 0, refreshMs: 0, refreshRepeat: 1, intervalMs: 0 };
    const send = (all: readonly Uint8Array[]) => packets.sendAll(all);
    const addresses = [vip[4], vip[6]];
    new Announcer(nodeMac, addresses, { ...garp, router: false, send, failed: unexpected }).announce(true);
    const all = await frames.until((items) => items.filter(isAnnouncement).length === 200);
    expect(all.filter(({ arp }) => arp?.gratuitous)).toHaveLength(100);
  });
});

function isAnnouncement({ arp, icmp }: Frame): boolean {
  return arp?.gratuitous === true || icmp?.type === 136;
}

describe('addresses', () => {
  it('of both families come and go once, usable at once, and are told', async () => {
    const told = new Told<AddressChange>();
    closing(node.run(() => watchNetwork({ address: told.tell, lost: unexpected })));
    for (const [address, prefixLength] of [
      [vip[4], 24],
      [vip[6], 64],
      ['2001:db8::100', 128],
    ] as const) {
      expect(netlink.addAddress(index, address, prefixLength)).toBe(true);
      expect(netlink.addAddress(index, address, prefixLength)).toBe(false);
      expect(netlink.addresses()).toContainEqual(
        expect.objectContaining({ index, address, prefixLength, tentative: false }),
      );
      // The kernel tells of an IPv6 address when it has begun to use it, or never where it is gone by then.
      await told.until((items) => items.some((item) => item.address === address && item.added));
      expect(netlink.removeAddress(index, address, prefixLength)).toBe(true);
      expect(netlink.removeAddress(index, address, prefixLength)).toBe(false);
      await told.until((items) =>
        [true, false].every((added) =>
          items.some((item) => item.address === address && item.added === added),
        ),
      );
    }
  });
});

describe('a router that does not accept', () => {
  const ping = (address: string) => {
    try {
      peer.run(() => execFileSync('ping', ['-c', '1', '-W', '1', address], { stdio: 'ignore' }));
      return true;
    } catch {
      return false;
    }
  };

  it('drops what is sent to its VIPs, but can still be found', async () => {
    const reached = { [vip[4]]: 24, '2001:db8::100': 64 };
    peer.ip('address', 'add', '2001:db8::b/64', 'dev', 'eth0', 'nodad');
    for (const [address, prefix] of Object.entries(reached)) netlink.addAddress(index, address, prefix);
    const addresses = Object.keys(reached).map((address) => ({ interface: 'eth0', address }));
    await node.run(() => dropTraffic(addresses));
    // A second time replaces the first.
    await node.run(() => dropTraffic(addresses));
    peer.ip('neighbour', 'flush', 'all');
    for (const { address } of addresses) {
      expect(ping(address)).toBe(false);
      expect(peer.ip('neighbour', 'show', address)).toContain(nodeMac);
    }
    expect(ping(source[4])).toBe(true);
    await node.run(() => acceptTraffic());
    await node.run(() => acceptTraffic());
    for (const { address } of addresses) expect(ping(address)).toBe(true);
    for (const [address, prefix] of Object.entries(reached)) netlink.removeAddress(index, address, prefix);
  });

  it('leaves its filter to release-vips when it is killed', async () => {
    await node.run(() => dropTraffic([{ interface: 'eth0', address: vip[4] }]));
    const script = join(import.meta.dirname, '../../agent/systemd/release-vips');
    const release = () =>
      node.run(() => execFileSync('sh', [script, join(stateDir, 'vips')], { encoding: 'utf8' }));
    expect(release()).toContain('packet filter');
    expect(node.run(() => execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }))).toBe('');
    expect(release()).toBe('');
  });
});
