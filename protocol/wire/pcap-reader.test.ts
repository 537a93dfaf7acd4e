import { describe, expect, it } from 'vitest';
import { decodeRecord } from './pcap-frame.ts';
import { PcapReader } from './pcap-reader.ts';
import { hex, keepalivedFrames } from './testing/hex.ts';

const frame = hex(keepalivedFrames.v3);

/** A pcap file of `packets`, each captured whole. */
function pcap(
  options: { littleEndian?: boolean; magic?: number; linkType?: number },
  ...packets: Uint8Array[]
) {
  const { littleEndian = false, magic = 0xa1b2c3d4, linkType = 1 } = options;
  const bytes = new Uint8Array(24 + packets.reduce((sum, packet) => sum + 16 + packet.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, littleEndian);
  view.setUint16(4, 2, littleEndian);
  view.setUint16(6, 4, littleEndian);
  view.setUint32(20, linkType, littleEndian);
  let at = 24;
  for (const packet of packets) {
    view.setUint32(at, 1_795_345_136, littleEndian);
    view.setUint32(at + 4, 135_708, littleEndian);
    view.setUint32(at + 8, packet.length, littleEndian);
    view.setUint32(at + 12, packet.length + 4, littleEndian);
    bytes.set(packet, at + 16);
    at += 16 + packet.length;
  }
  return bytes;
}

function read(bytes: Uint8Array, chunk = bytes.length) {
  const reader = new PcapReader();
  const records = [];
  for (let at = 0; at < bytes.length; at += chunk)
    records.push(...reader.push(bytes.subarray(at, at + chunk)));
  return { records, damage: reader.end() };
}

describe.each([true, false])('a pcap file, little-endian %s', (littleEndian) => {
  it('gives its packets in microseconds', () => {
    const { records, damage } = read(pcap({ littleEndian }, frame, frame));
    expect(damage).toBeNull();
    expect(records).toHaveLength(2);
    expect(records[0]).toEqual({
      tsNs: 1_795_345_136_135_708_000n,
      originalLength: frame.length + 4,
      bytes: frame,
      linkType: 1,
    });
  });

  it('gives its packets in nanoseconds', () => {
    const { records } = read(pcap({ littleEndian, magic: 0xa1b23c4d }, frame));
    expect(records[0]?.tsNs).toBe(1_795_345_136_000_135_708n);
  });
});

describe('a pcap file', () => {
  it('reads the same however it was chunked', () => {
    const bytes = pcap({}, frame, frame.subarray(0, 0), frame);
    for (const chunk of [1, 7, 40]) expect(read(bytes, chunk)).toEqual(read(bytes));
  });

  it('gives every whole packet of a file that breaks off, and where it breaks off', () => {
    const bytes = pcap({}, frame, frame);
    const { records, damage } = read(bytes.subarray(0, bytes.length - 1));
    expect(records).toHaveLength(1);
    expect(damage).toEqual({ offset: 24 + 16 + frame.length, reason: 'truncated' });
  });

  it('does not wait for a packet longer than any capture holds', () => {
    const bytes = pcap({}, frame);
    new DataView(bytes.buffer).setUint32(24 + 8, 0xffffffff);
    expect(read(bytes)).toEqual({ records: [], damage: { offset: 24, reason: 'length-wrong' } });
  });

  it.each([
    ['raw IP', 101, ''],
    ['Linux cooked', 113, '0001 0001 0006 820f2a5358a9 0000 0800'],
    ['Linux cooked, version 2', 276, '0800 0000 00000002 0001 01 06 820f2a5358a9 0000'],
  ])('is decoded when it starts with %s', (_name, linkType, header) => {
    const ip = frame.subarray(14);
    const packet = Uint8Array.from([...hex(header), ...ip]);
    const [record] = read(pcap({ linkType }, packet)).records;
    const decoded = record && decodeRecord(record, 1);
    expect(decoded?.vrrp?.vrid).toBe(51);
    expect(decoded?.problems).toEqual([]);
  });

  it('of another link type gives frames that say so', () => {
    const [record] = read(pcap({ linkType: 127 }, frame)).records;
    expect(record && decodeRecord(record, 1)).toMatchObject({ no: 1, problems: ['link-type-unknown'] });
  });
});
