import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { AdvertReceiver } from '../../agent/native/advert-receiver.ts';
import { type AdvertSender, AdvertSenders } from '../../agent/native/advert-sender.ts';
import { ETH_P_ALL, PacketReceiver } from '../../agent/native/packet-socket.ts';
import { Netlink } from '../../agent/netlink/netlink.ts';
import type { ReceivedPacket } from '../../protocol/vrrp/validate-advert.ts';
import { decodeFrame } from '../../protocol/wire/decode-frame.ts';
import type { Frame } from '../../protocol/wire/frame.ts';
import { encodeVrrp } from '../../protocol/wire/vrrp.ts';
import { cable, NetworkNamespace } from './network-namespace.ts';
import { Told } from './told.ts';

/**
 * What the tests of the agent's sockets and interfaces stand on: a node and a peer, each a network namespace of its
 * own, joined by a cable.
 */
export const nodeMac = '02:00:00:00:00:0a';
export const peerMac = '02:00:00:00:00:0b';
export const source = { 4: '10.9.0.1', 6: 'fe80::a' } as const;
export const peerSource = { 4: '10.9.0.2', 6: 'fe80::b' } as const;
export const vip = { 4: '10.9.0.100', 6: 'fe80::100' } as const;
export const group = { 4: '224.0.0.18', 6: 'ff02::12' } as const;
export const vrid = 0x33;
export const families = [4, 6] as const;
const clockNs = () => process.hrtime.bigint();
export const unexpected = (...what: unknown[]) => {
  throw new Error(what.map(String).join(' '));
};

export let node: NetworkNamespace;
export let peer: NetworkNamespace;
export let netlink: Netlink;
export let index: number;
export let peerIndex: number;
export let stateDir: string;
let toClose: { close(): unknown }[];

/** To be called once by a test file, outside of its tests. */
export function setUpNodeAndPeer(): void {
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
}

export function indexOf(from: Netlink, name = 'eth0'): number {
  const link = from.links().find((candidate) => candidate.name === name);
  if (link === undefined) throw new Error(`there is no ${name}`);
  return link.index;
}

/** Closes it after the test, the last one first. */
export function closing<Closable extends { close(): unknown }>(one: Closable): Closable {
  toClose.push(one);
  return one;
}

/** Copies: what is received is valid during the call only. */
export type Heard = Omit<ReceivedPacket, 'message'> & { message: string };

export function hear(family: 4 | 6, at: NetworkNamespace, ifindex: number): Told<Heard> {
  const told = new Told<Heard>();
  const received = (packet: ReceivedPacket) =>
    told.tell({ ...packet, message: Buffer.from(packet.message).toString('hex') });
  const options = { family, interface: 'eth0', index: ifindex, clockNs, received, failed: unexpected };
  closing(at.run(() => new AdvertReceiver(options)));
  return told;
}

/** What is on the cable, at the peer's end. */
export function watchCable(): Told<Frame> {
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

export function openSender(
  options: { source: string; destinations: readonly string[]; interface?: string; index?: number },
  at = node,
): AdvertSender {
  const defaults = { interface: 'eth0', index: at === node ? index : peerIndex, failed: unexpected };
  return closing(at.run(() => new AdvertSenders().open({ ...defaults, ...options })));
}

export function message(family: 4 | 6, from: string, to: string, priority = 100): Uint8Array {
  const advert = { version: 3, vrid, priority, addresses: [vip[family]], advertIntervalMs: 100 } as const;
  return encodeVrrp(advert, from, to);
}

export const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export function isVrrp(frame: Frame): boolean {
  return frame.protocol === 'vrrp';
}
