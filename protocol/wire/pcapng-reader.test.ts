import { describe, expect, it } from 'vitest';
import { CaptureFileReader } from './pcap-file.ts';
import { pcapngHeader, pcapngPacket } from './pcapng-writer.ts';
import { hex } from './testing/hex.ts';

function read(bytes: Uint8Array, chunk = bytes.length) {
  const reader = new CaptureFileReader();
  const records = [];
  for (let at = 0; at < bytes.length; at += chunk)
    records.push(...reader.push(bytes.subarray(at, at + chunk)));
  return { records, damage: reader.end() };
}

const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

const written = join(
  pcapngHeader({ application: 'Tandem', interfaceName: 'eth0' }),
  pcapngPacket({
    tsNs: 1_795_345_136_135_708_123n,
    bytes: hex('aabbcc'),
    originalLength: 60,
    comment: 'VIP',
  }),
  pcapngPacket({ tsNs: 1n, bytes: hex('dd'), originalLength: 1 }),
);

/** Little-endian: an unknown block, an interface in 1/1024 s from 100 s on, and a raw IPv4 one without options. */
const littleEndian = hex(`
  0a0d0d0a 1c000000 4d3c2b1a 0100 0000 ffffffffffffffff 1c000000
  adde0000 10000000 01020304 10000000
  01000000 2c000000 0100 0000 00000000  0900 0100 8a000000  0e00 0800 6400000000000000  0000 0000 2c000000
  01000000 14000000 e400 0000 02000000 14000000
  06000000 24000000 00000000 00000000 00080000 01000000 01000000 ee000000 24000000
  06000000 24000000 01000000 00000000 40420f00 02000000 02000000 45000000 24000000
  03000000 14000000 03000000 aabbcc00 14000000`);

describe('a pcapng file', () => {
  it('that Tandem wrote reads as it was written', () => {
    expect(read(written)).toEqual({
      records: [
        { tsNs: 1_795_345_136_135_708_123n, originalLength: 60, bytes: hex('aabbcc'), linkType: 1 },
        { tsNs: 1n, originalLength: 1, bytes: hex('dd'), linkType: 1 },
      ],
      damage: null,
    });
  });

  it('keeps time and link type of each interface, and passes over what it does not know', () => {
    const { records, damage } = read(littleEndian);
    expect(damage).toBeNull();
    expect(records).toEqual([
      { tsNs: 102_000_000_000n, originalLength: 1, bytes: hex('ee'), linkType: 1 },
      { tsNs: 1_000_000_000n, originalLength: 2, bytes: hex('4500'), linkType: 228 },
      { tsNs: 0n, originalLength: 3, bytes: hex('aabbcc'), linkType: 1 },
    ]);
  });

  it('may hold sections of both byte orders', () => {
    expect(read(join(written, littleEndian, written)).records).toHaveLength(2 + 3 + 2);
  });

  it('reads the same however it was chunked', () => {
    const bytes = join(written, littleEndian);
    for (const chunk of [1, 5, 64]) expect(read(bytes, chunk)).toEqual(read(bytes));
  });

  it('that breaks off anywhere gives its whole packets and the block where it breaks off', () => {
    const lastBlock = written.length - 36;
    for (let length = lastBlock + 1; length < written.length; length += 1)
      expect(read(written.subarray(0, length))).toMatchObject({
        records: [{ originalLength: 60 }],
        damage: { offset: lastBlock, reason: 'truncated' },
      });
    expect(read(written.subarray(0, 40)).damage).toEqual({ offset: 0, reason: 'truncated' });
  });

  it.each([
    ['shorter than a block', 8],
    ['not a multiple of four', 35],
    ['longer than any packet', 0x7ffffff0],
  ])('with a length %s ends there', (_name, length) => {
    const bytes = written.slice();
    new DataView(bytes.buffer).setUint32(written.length - 36 + 4, length);
    expect(read(bytes).damage).toEqual({ offset: written.length - 36, reason: 'length-wrong' });
  });

  it('whose packet claims more than its block holds ends there', () => {
    const bytes = written.slice();
    new DataView(bytes.buffer).setUint32(written.length - 36 + 20, 5);
    expect(read(bytes).damage?.reason).toBe('length-wrong');
  });

  it.each([
    [
      'an enhanced packet',
      '06000000 24000000 07000000 00000000 40420f00 02000000 02000000 45000000 24000000',
    ],
    [
      'an obsolete packet',
      '02000000 24000000 0700 0000 00000000 40420f00 02000000 02000000 45000000 24000000',
    ],
  ])('with %s of an interface that was not described ends there, by that name', (_name, packet) => {
    const { records, damage } = read(join(littleEndian, hex(packet)));
    expect(records).toHaveLength(3);
    expect(damage).toEqual({ offset: littleEndian.length, reason: 'interface-unknown' });
  });

  it('whose simple packet stands before any interface ends there', () => {
    const section = littleEndian.subarray(0, 28);
    const { records, damage } = read(join(section, hex('03000000 14000000 03000000 aabbcc00 14000000')));
    expect({ records, damage }).toEqual({ records: [], damage: { offset: 28, reason: 'interface-unknown' } });
  });

  it('describes its interfaces in each section anew', () => {
    const section = littleEndian.subarray(0, 28);
    const packet = hex('06000000 24000000 00000000 00000000 40420f00 02000000 02000000 45000000 24000000');
    expect(read(join(written, section, packet)).damage?.reason).toBe('interface-unknown');
  });

  it('is told from any other file', () => {
    expect(read(hex('1f8b0800 00000000')).damage).toEqual({ offset: 0, reason: 'not-a-capture' });
    expect(read(new Uint8Array(0)).damage?.reason).toBe('not-a-capture');
  });
});
