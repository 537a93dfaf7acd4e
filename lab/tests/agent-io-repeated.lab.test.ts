import { expect, it } from 'vitest';
import { PacketSender } from '../../agent/native/packet-socket.ts';
import { internetChecksum } from '../../protocol/wire/checksum.ts';
import { encodeEthernet } from '../../protocol/wire/ethernet.ts';
import { encodeIpv4, type Ipv4Fields } from '../../protocol/wire/ip.ts';
import { encodeVrrp } from '../../protocol/wire/vrrp.ts';
import {
  closing,
  group,
  hear,
  hexOf,
  index,
  message,
  node,
  nodeMac,
  peer,
  peerIndex,
  setUpNodeAndPeer,
  source,
  vip,
} from '../support/node-and-peer.ts';

/** What is almost the packet before it, through a real kernel. The lab need not be up. */
setUpNodeAndPeer();

const other = '10.9.0.3';
let identification = 0;

function packet(payload: Uint8Array, fields: Partial<Ipv4Fields> = {}): Uint8Array {
  identification += 1;
  const usual = { src: source[4], dst: group[4], ttl: 255, protocol: 112, tos: 0xc0, identification };
  return encodeIpv4({ ...usual, ...fields }, payload);
}

/** @param flagsAndOffset of its IPv4 header, whose checksum is made anew */
function fragment(payload: Uint8Array, flagsAndOffset: number, id: number): Uint8Array {
  const bytes = packet(payload, { identification: id });
  const view = new DataView(bytes.buffer);
  view.setUint16(6, flagsAndOffset);
  view.setUint16(10, 0);
  view.setUint16(10, internetChecksum(bytes.subarray(0, 20)));
  return bytes;
}

const MORE_FRAGMENTS = 0x2000;
function v2(password: string): Uint8Array {
  const authData = new TextEncoder().encode(password);
  const advert = {
    vrid: 52,
    priority: 100,
    addresses: [vip[4]],
    advertIntervalMs: 1000,
    authType: 1,
    authData,
  };
  return encodeVrrp({ version: 2, ...advert }, source[4]);
}

it('each packet is heard as what it is, however like the one before it', async () => {
  const heard = hear(4, peer, peerIndex);
  const advert = message(4, source[4], group[4]);
  const fromOther = message(4, other, group[4]);
  const wrongIpChecksum = packet(advert);
  wrongIpChecksum[10] = (wrongIpChecksum[10] ?? 0) ^ 0xff;
  const changed = Uint8Array.from(advert);
  changed[2] = 200;
  const sent: [Uint8Array[], Uint8Array | null, Partial<Ipv4Fields>?][] = [
    [[packet(advert)], advert],
    [[packet(advert, { ttl: 254 })], advert, { ttl: 254 }],
    [[packet(advert, { tos: 0 })], advert],
    [[packet(advert, { options: Uint8Array.of(0x94, 4, 0, 0) })], advert],
    [[packet(changed)], changed],
    [[packet(Uint8Array.of(...advert, 0, 0, 0, 0))], Uint8Array.of(...advert, 0, 0, 0, 0)],
    [[packet(Uint8Array.of(...advert, 0))], Uint8Array.of(...advert, 0)],
    [[packet(advert.subarray(0, 8))], advert.subarray(0, 8)],
    [[packet(advert.subarray(0, 2))], advert.subarray(0, 2)],
    [[wrongIpChecksum], null],
    [[fragment(advert.subarray(0, 8), MORE_FRAGMENTS, 7000), fragment(advert.subarray(8), 1, 7000)], advert],
    [[fragment(advert.subarray(0, 8), MORE_FRAGMENTS, 7001)], null],
    [[packet(fromOther, { src: other })], fromOther, { src: other }],
    [[packet(advert, { dst: '10.9.0.2' })], advert, { dst: '10.9.0.2' }],
    [[packet(v2('secret'))], v2('secret')],
    [[packet(v2('sesame'))], v2('sesame')],
    [[packet(v2('secret'))], v2('secret')],
  ];
  // Each between two of the usual one.
  const played = sent.flatMap((each) => [each, [[packet(advert)], advert] as typeof each]);
  const sender = closing(node.run(() => new PacketSender(index)));
  const ethernet = { src: nodeMac, dst: '01:00:5e:00:00:12', etherType: 0x0800 };
  sender.sendAll(played.flatMap(([packets]) => packets.map((bytes) => encodeEthernet(ethernet, bytes))));

  const expected = played.flatMap(([, payload, { src, dst, ttl } = {}]) =>
    payload === null
      ? []
      : {
          family: 4,
          source: src ?? source[4],
          destination: dst ?? group[4],
          ttl: ttl ?? 255,
          message: hexOf(payload),
          headerOk: true,
        },
  );
  expect(await heard.until((all) => all.length === expected.length)).toEqual(expected);
});
