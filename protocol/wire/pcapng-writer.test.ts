import { describe, expect, it } from 'vitest';
import { pcapngHeader, pcapngPacket } from './pcapng-writer.ts';
import { hex } from './testing/hex.ts';

describe('pcapng writer', () => {
  it('starts with a section header and one interface in nanoseconds', () => {
    expect(pcapngHeader({ application: 'Tandem', interfaceName: 'eth0' })).toEqual(
      hex(`0a0d0d0a 0000002c 1a2b3c4d 0001 0000 ffffffffffffffff
             0004 0006 54616e64656d 0000 0000 0000 0000002c
           00000001 00000028 0001 0000 00000000
             0002 0004 65746830 0009 0001 09000000 0000 0000 00000028`),
    );
  });

  it('writes a packet with its time, its lengths and a comment', () => {
    const packet = { tsNs: 0x0102030405060708n, bytes: hex('aabbcc'), originalLength: 60, comment: 'VIP é' };
    expect(pcapngPacket(packet)).toEqual(
      hex(`00000006 00000034 00000000 01020304 05060708 00000003 0000003c aabbcc00
             0001 0006 56495020 c3a9 0000 0000 0000 00000034`),
    );
  });
});
