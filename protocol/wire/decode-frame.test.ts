import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, timestampText } from './decode-frame.ts';
import { frameSchema } from './frame.ts';
import { hex, keepalivedFrames, messageOnlyFrame } from './testing/hex.ts';

function decode(text: string) {
  const bytes = hex(text);
  return decodeFrame(bytes, { no: 1, tsNs: 1_795_345_136_135_708_123n, originalLength: bytes.length });
}

describe('decodeFrame', () => {
  it('reads keepalived’s v3 advertisement', () => {
    expect(decode(keepalivedFrames.v3)).toEqual({
      no: 1,
      ts: '1795345136.135708123',
      length: 46,
      link: { src: '82:0f:2a:53:58:a9', dst: '01:00:5e:00:00:12' },
      ip: { version: 4, src: '10.78.0.11', dst: '224.0.0.18', ttl: 255 },
      protocol: 'vrrp',
      vrrp: {
        version: 3,
        type: 1,
        vrid: 51,
        priority: 150,
        addresses: ['10.78.0.100'],
        advertIntervalMs: 100,
        checksum: { ok: true, form: 'pseudo-header' },
      },
      problems: [],
      info: 'VRRPv3 advertisement VRID 51 priority 150, 10.78.0.100, every 100 ms',
    });
  });

  it('reads keepalived’s v2 advertisement with its eight bytes of authentication data', () => {
    const frame = decode(keepalivedFrames.v2);
    expect(frame.vrrp).toMatchObject({
      version: 2,
      advertIntervalMs: 1000,
      authType: 0,
      checksum: { ok: true, form: 'v2' },
    });
    expect(frame.problems).toEqual([]);
  });

  it('names the message-only checksum of RFC 9568, 5.2.8', () => {
    expect(decode(messageOnlyFrame).vrrp?.checksum).toEqual({ ok: true, form: 'message-only' });
  });

  it('reads keepalived’s gratuitous ARP', () => {
    const frame = decode(keepalivedFrames.gratuitousArp);
    expect(frame.arp).toMatchObject({ operation: 'request', gratuitous: true, probe: false });
    expect(frame.info).toBe('Gratuitous ARP: 10.78.0.100 is at 82:0f:2a:53:58:a9');
  });

  it('reads through one 802.1Q tag', () => {
    const frame = decode(keepalivedFrames.v3.replace('0800', '8100 6064 0800'));
    expect(frame.link?.vlan).toBe(100);
    expect(frame.vrrp?.vrid).toBe(51);
  });

  it('does not mistake Ethernet padding for part of the message', () => {
    expect(decode(`${keepalivedFrames.v3} 0000000000000000000000000000`).problems).toEqual([]);
  });

  it('reads past IPv4 options', () => {
    // IHL 6 with the router alert option; header sum: 46c0+0024+0001+ff70+0a4e+000b+e000+0012+9404 = 2c4c4 -> c4c6, inverted 3b39.
    const frame = decode(`01005e000012 820f2a5358a9 0800
      46c0 0024 0001 0000 ff70 3b39 0a4e000b e0000012 94040000 3133 9601 000a 4327 0a4e0064`);
    expect(frame.problems).toEqual([]);
    expect(frame.vrrp?.priority).toBe(150);
  });

  const v3 = keepalivedFrames.v3;
  const v2 = keepalivedFrames.v2;
  it.each([
    ['ttl-not-255', v3.replace('ff70 d041', 'fe70 d141')],
    ['checksum-bad', v3.replace('4327', '4328')],
    ['checksum-bad', v2.replace('3e18', '3e19')],
    ['version-unknown', v3.replace('3133', '7133')],
    ['type-unknown', v3.replace('3133', '3233')],
    ['vrid-zero', v3.replace('3133', '3100')],
    ['count-zero', v3.replace('9601', '9600')],
    ['interval-zero', v3.replace('000a', '0000')],
    ['interval-zero', v2.replace('0001 3e18', '0000 3e19')],
    ['auth-type-unknown', v2.replace('0001 3e18', '0301 3b18')],
    ['length-wrong', v3.replace('9601', '9602')],
    ['length-wrong', v2.replace('0028', '0020').replace('d039', 'd041')],
    ['ip-checksum-bad', v3.replace('d041', 'd042')],
    ['ip-fragment', v3.replace('0001 0000', '0001 2000')],
    ['ip-header-wrong', v3.replace('45c0', '44c0')],
    ['truncated', v3.slice(0, -4)],
    ['arp-malformed', keepalivedFrames.gratuitousArp.replace('0001 0800', '0006 0800')],
    ['truncated', keepalivedFrames.gratuitousArp.slice(0, -4)],
  ])('says %s', (problem, text) => {
    expect(decode(text).problems).toContain(problem);
  });

  it('does not call a cut message wrong in length or checksum', () => {
    expect(decode(v3.slice(0, -4)).problems).toEqual(['truncated']);
  });

  it('reads an advertisement over IPv6, whose checksum always has the pseudo-header', () => {
    // fe80::1 to ff02::12, VRID 5 priority 100 fe80::5, 1 s. Sum of pseudo-header (fe80+1+ff02+12+18+70 = 1fe1d)
    // and message (3105+6401+0064+fe80+5 = 193ef) = 3920c -> 920f, inverted 6df0.
    const frame = decode(`3333 00000012 000000000001 86dd
      60000000 0018 70 ff fe800000000000000000000000000001 ff020000000000000000000000000012
      3105 6401 0064 6df0 fe800000000000000000000000000005`);
    expect(frame.vrrp).toMatchObject({
      addresses: ['fe80::5'],
      checksum: { ok: true, form: 'pseudo-header' },
    });
    expect(frame.problems).toEqual([]);
  });

  it('names neighbour discovery', () => {
    const frame = decode(`333300000002 0e9f66f5c281 86dd
      60000000 0010 3a ff fe800000000000005c9a19fffe780f30 ff020000000000000000000000000002
      8500 bfd5 00000000 0101 0e9f66f5c281`);
    expect(frame).toMatchObject({ protocol: 'ndp', info: 'Router solicitation', problems: [] });
  });

  it('decodes anything into a frame that fits the schema', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom('ethernet' as const, 'ip' as const),
        (bytes, link) => {
          const frame = decodeFrame(bytes, { no: 7, tsNs: 5n, originalLength: bytes.length }, link);
          expect(frameSchema.safeParse(frame).success).toBe(true);
          expect(frame.info).not.toBe('');
        },
      ),
    );
  });

  it('decodes any mutation of a real frame', () => {
    const mutation = fc.tuple(
      fc.constantFrom(...Object.values(keepalivedFrames)),
      fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }),
      fc.nat(60),
    );
    fc.assert(
      fc.property(mutation, ([text, changes, cut]) => {
        const bytes = hex(text);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const meta = { no: 1, tsNs: 0n, originalLength: bytes.length };
        expect(frameSchema.safeParse(decodeFrame(bytes.subarray(0, cut), meta)).success).toBe(true);
      }),
    );
  });

  it('writes nanoseconds that a double could not hold', () => {
    expect(timestampText(0n)).toBe('0.000000000');
    expect(timestampText(1_795_345_136_000_000_001n)).toBe('1795345136.000000001');
  });
});
