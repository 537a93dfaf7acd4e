import { describe, expect, it } from 'vitest';
import { captureFilter, type FilterName } from './filter.ts';

/** Runs the instructions that the filter uses, as the kernel would (linux/filter.h). */
function accepts(program: Buffer, frame: Uint8Array): boolean {
  let accumulator = 0;
  for (let at = 0; at < program.length; at += 8) {
    const code = program.readUInt16LE(at);
    const k = program.readUInt32LE(at + 4);
    if (code === 0x28) accumulator = ((frame[k] ?? 0) << 8) | (frame[k + 1] ?? 0);
    else if (code === 0x30) accumulator = frame[k] ?? 0;
    else if (code === 0x15) at += 8 * (program[at + (accumulator === k ? 2 : 3)] ?? 0);
    else return k > 0;
  }
  throw new Error('the program runs off its end');
}

/** Only the fields that a filter looks at. */
function ip(protocol: number): Uint8Array {
  const frame = Buffer.alloc(60);
  frame.writeUInt16BE(0x0800, 12);
  frame.writeUInt8(protocol, 23);
  return frame;
}

const advert = ip(112);
const echo = ip(1);
const tcp = ip(6);
const arp = Buffer.alloc(60);
arp.writeUInt16BE(0x0806, 12);
const advert6 = Buffer.alloc(60);
advert6.writeUInt16BE(0x86dd, 12);
advert6.writeUInt8(112, 20);
const neighbour6 = Buffer.from(advert6);
neighbour6.writeUInt8(58, 20);

describe('capture filter', () => {
  it.each<[FilterName[], boolean[]]>([
    [['vrrp'], [true, false, false, false, true, false]],
    [['arp'], [false, true, false, false, false, false]],
    [['icmp'], [false, false, true, false, false, true]],
    [
      ['vrrp', 'arp', 'icmp'],
      [true, true, true, false, true, true],
    ],
  ])('%j lets through exactly that', (names, expected) => {
    const program = captureFilter(names) ?? Buffer.alloc(0);
    expect([advert, arp, echo, tcp, advert6, neighbour6].map((frame) => accepts(program, frame))).toEqual(
      expected,
    );
  });

  it('is none where everything is wanted', () => {
    expect(captureFilter([])).toBeUndefined();
  });
});
