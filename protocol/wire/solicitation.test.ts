import { expect, it } from 'vitest';
import { checksumFits } from './checksum.ts';
import { pseudoHeader } from './ip.ts';
import { solicitationFrame } from './solicitation.ts';
import { hex } from './testing/hex.ts';

it('a neighbour solicitation is the frame of RFC 4861, 4.3, to the group of RFC 4291, 2.7.1', () => {
  const frame = solicitationFrame('02:00:00:00:00:0a', 'fe80::a', 'fd77::1:203:405');
  const at = 14 + 40 + 2;
  const checksum = Buffer.from(frame.subarray(at, at + 2)).toString('hex');
  expect(frame).toEqual(
    hex(`3333ff030405 02000000000a 86dd
         60000000 0020 3a ff fe80000000000000000000000000000a ff0200000000000000000001ff030405
         87 00 ${checksum} 00000000 fd770000000000000000000102030405 01 01 02000000000a`),
  );
  expect(checksumFits(pseudoHeader(frame.subarray(14, 54), 58, 32), frame.subarray(54))).toBe(true);
});
