import { expect, it } from 'vitest';
import { encodeIpv4 } from '../../protocol/wire/ip.ts';
import { encodeVrrp } from '../../protocol/wire/vrrp.ts';
import { RepeatedPackets } from './repeated-packets.ts';

const [src, dst] = ['10.77.0.11', '224.0.0.18'];

function wordsOf(bytes: Uint8Array): Uint32Array {
  const padded = new Uint8Array(64);
  padded.set(bytes);
  return new Uint32Array(padded.buffer);
}

function advert({ vrid = 51, priority = 150, ttl = 255 } = {}) {
  const message = encodeVrrp(
    { version: 3, vrid, priority, advertIntervalMs: 10, addresses: ['10.77.0.100'] },
    src,
  );
  const bytes = encodeIpv4({ src, dst, ttl, protocol: 112 }, message);
  const packet = { family: 4, source: src, destination: dst, ttl, message, headerOk: true } as const;
  return { bytes, packet };
}

function known(...adverts: ReturnType<typeof advert>[]) {
  const packets = new RepeatedPackets();
  for (const { bytes, packet } of adverts) packets.remember(wordsOf(bytes), 0, bytes.length, packet);
  return packets;
}

it('knows a packet again that differs by identification and header checksum alone', () => {
  const { bytes, packet } = advert();
  const packets = known({ bytes, packet });
  const again = Uint8Array.from(bytes);
  again.set([0x12, 0x34], 4);
  again.set([0x56, 0x78], 10);
  expect(packets.find(wordsOf(again), 0, again.length)).toBe(packet);
});

it('does not know one with any other byte changed', () => {
  const { bytes, packet } = advert();
  const packets = known({ bytes, packet });
  for (let at = 0; at < bytes.length; at += 1) {
    if ([4, 5, 10, 11].includes(at)) continue;
    const other = Uint8Array.from(bytes, (byte, place) => (place === at ? byte ^ 1 : byte));
    expect(packets.find(wordsOf(other), 0, other.length), `byte ${at}`).toBeUndefined();
  }
});

it('does not know one that is shorter, nor the rest of a longer one before it', () => {
  const { bytes, packet } = advert();
  const packets = known({ bytes, packet });
  expect(packets.find(wordsOf(bytes), 0, bytes.length - 4)).toBeUndefined();
  expect(packets.find(wordsOf(bytes), 0, bytes.length + 4)).toBeUndefined();
});

it('keeps one for each VRID, the last', () => {
  const [first, second, third] = [advert(), advert({ vrid: 52 }), advert({ priority: 90 })];
  const packets = known(first, second, third);
  const find = ({ bytes }: typeof first) => packets.find(wordsOf(bytes), 0, bytes.length);
  expect(find(second)).toBe(second.packet);
  expect(find(third)).toBe(third.packet);
  expect(find(first)).toBeUndefined();
});

it('does not take what is no whole words, or too short for VRRP', () => {
  const { bytes, packet } = advert();
  for (const length of [8, 22, bytes.length - 1]) {
    const packets = new RepeatedPackets();
    packets.remember(wordsOf(bytes), 0, length, packet);
    expect(packets.find(wordsOf(bytes), 0, length)).toBeUndefined();
  }
});
