import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AdvertReceiver } from '../../agent/native/advert-receiver.ts';
import { type AdvertSender, AdvertSenders } from '../../agent/native/advert-sender.ts';
import { ETH_P_ALL, PacketReceiver, PacketSender } from '../../agent/native/packet-socket.ts';
import { Netlink } from '../../agent/netlink/netlink.ts';
import { type AddressChange, watchNetwork } from '../../agent/netlink/watch.ts';
import { Announcer } from '../../agent/run/announcer.ts';
import { acceptTraffic, dropTraffic } from '../../agent/run/no-accept.ts';
import { writeVipFile } from '../../agent/run/vip-file.ts';
import { type Vmac, Vmacs } from '../../agent/run/vmac.ts';
import { readVmacFile } from '../../agent/run/vmac-file.ts';
import type { ReceivedPacket } from '../../protocol/vrrp/validate-advert.ts';
import { arpRequestFrame } from '../../protocol/wire/arp.ts';
import { decodeFrame } from '../../protocol/wire/decode-frame.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { encodeVrrp } from '../../protocol/wire/vrrp.ts';
import { cable, NetworkNamespace } from '../support/network-namespace.ts';

/**
 * The agent's sockets, addresses and interfaces on a real kernel: a node and a peer, each a network namespace of its
 * own, joined by a cable. The lab need not be up.
 */
const nodeMac = '02:00:00:00:00:0a';
const peerMac = '02:00:00:00:00:0b';
const source = { 4: '10.9.0.1', 6: 'fe80::a' } as const;
const peerSource = { 4: '10.9.0.2', 6: 'fe80::b' } as const;
const vip = { 4: '10.9.0.100', 6: 'fe80::100' } as const;
const group = { 4: '224.0.0.18', 6: 'ff02::12' } as const;
const virtualMac = { 4: '00:00:5e:00:01:33', 6: '00:00:5e:00:02:33' } as const;
const vrid = 0x33;
const families = [4, 6] as const;
const clockNs = () => process.hrtime.bigint();
const unexpected = (...what: unknown[]) => {
  throw new Error(what.map(String).join(' '));
};

let node: NetworkNamespace;
let peer: NetworkNamespace;
let netlink: Netlink;
let index: number;
let peerIndex: number;
let stateDir: string;
let toClose: { close(): unknown }[];

beforeAll(() => {
  node = new NetworkNamespace(`io-node-${process.pid}`);
  peer = new NetworkNamespace(`io-peer-${process.pid}`);
  cable(node, peer, [nodeMac, peerMac]);
  for (const [end, own] of [[node, source] as const, [peer, peerSource] as const]) {
    end.ip('address', 'add', `${own[4]}/24`, 'dev', 'eth0');
    end.ip('address', 'add', `${own[6]}/64`, 'dev', 'eth0', 'nodad');
  }
  netlink = node.run(() => new Netlink());
  index = indexOf(netlink);
  const peerNetlink = peer.run(() => new Netlink());
  peerIndex = indexOf(peerNetlink);
  peerNetlink.close();
});

afterAll(() => {
  netlink?.close();
  node?.remove();
  peer?.remove();
});

beforeEach(() => {
  toClose = [];
  stateDir = mkdtempSync(join(tmpdir(), 'agent-io-'));
});

afterEach(async () => {
  for (const one of toClose.reverse()) await one.close();
  rmSync(stateDir, { recursive: true });
});

function indexOf(from: Netlink, name = 'eth0'): number {
  const link = from.links().find((candidate) => candidate.name === name);
  if (link === undefined) throw new Error(`there is no ${name}`);
  return link.index;
}

function closing<Closable extends { close(): unknown }>(one: Closable): Closable {
  toClose.push(one);
  return one;
}

/** Everything told so far, and what is told until a test is satisfied. */
class Told<Item> {
  readonly items: Item[] = [];
  #waiting: (() => void) | undefined;

  tell = (item: Item): void => {
    this.items.push(item);
    this.#waiting?.();
  };

  until(satisfied: (items: Item[]) => boolean): Promise<Item[]> {
    return new Promise((resolve) => {
      this.#waiting = () => satisfied(this.items) && resolve(this.items);
      this.#waiting();
    });
  }
}

/** Copies: what is received is valid during the call only. */
type Heard = Omit<ReceivedPacket, 'message'> & { message: string };

function hear(family: 4 | 6, at: NetworkNamespace, ifindex: number): Told<Heard> {
  const told = new Told<Heard>();
  const received = (packet: ReceivedPacket) =>
    told.tell({ ...packet, message: Buffer.from(packet.message).toString('hex') });
  const options = { family, interface: 'eth0', index: ifindex, clockNs, received, failed: unexpected };
  closing(at.run(() => new AdvertReceiver(options)));
  return told;
}

/** What is on the cable, at the peer's end. */
function watchCable(): Told<Frame> {
  const told = new Told<Frame>();
  const options = {
    index: peerIndex,
    etherType: ETH_P_ALL,
    snapLength: 2048,
    receiveBufferBytes: 1 << 20,
    clockNs,
  };
  const receiver = closing(peer.run(() => new PacketReceiver(options)));
  receiver.start({
    frame: (bytes, originalLength, tsNs) => told.tell(decodeFrame(bytes, { no: 1, tsNs, originalLength })),
    failed: unexpected,
  });
  return told;
}

function openSender(
  options: { source: string; destinations: readonly string[]; interface?: string; index?: number },
  at = node,
): AdvertSender {
  const defaults = { interface: 'eth0', index: at === node ? index : peerIndex, failed: unexpected };
  return closing(at.run(() => new AdvertSenders().open({ ...defaults, ...options })));
}

function message(family: 4 | 6, from: string, to: string, priority = 100): Uint8Array {
  const advert = { version: 3, vrid, priority, addresses: [vip[family]], advertIntervalMs: 100 } as const;
  return encodeVrrp(advert, from, to);
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

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

function isVrrp(frame: Frame): boolean {
  return frame.protocol === 'vrrp';
}

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

describe('a virtual MAC address', () => {
  let vmacs: Vmacs;

  beforeEach(() => {
    vmacs = closing(node.run(() => new Vmacs({ netlink, stateDir, failed: unexpected })));
  });

  async function openVmac(family: 4 | 6): Promise<Vmac> {
    return closing(node.run(() => vmacs.open(vrid, family, { name: 'eth0', index })));
  }

  it.each(families)(
    'IPv%i: adverts come from it, at once, with the address of the interface below',
    async (family) => {
      const frames = watchCable();
      const vmac = await openVmac(family);
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
      const vmac = await openVmac(family);
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
    const vmac = await openVmac(4);
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

  it('IPv6: answers for its VIPs as soon as they are there', async () => {
    const vmac = await openVmac(6);
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
    const vmac = await openVmac(4);
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
    const vmac = await openVmac(4);
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
    toClose = toClose.filter((one) => one !== vmac);
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
});

function isAnswer({ arp, link }: Frame): boolean {
  return arp?.operation === 'reply' && link?.dst === peerMac;
}

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
