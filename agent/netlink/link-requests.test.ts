import { describe, expect, it } from 'vitest';
import { addMacvlanRequest, decodeIpv4Settings, setIpv4Request, setLinkUpRequest } from './link-requests.ts';
import { decodeLink } from './messages.ts';

const HEADER_LENGTH = 16;

describe('requests about interfaces', () => {
  it('ask for a macvlan as linux/if_link.h lays it out', () => {
    expect(addMacvlanRequest(7, 'vrrp.51', 2, '00:00:5e:00:01:33').toString('hex')).toBe(
      '5c000000' +
        '1000' +
        '0506' +
        '07000000' +
        '00000000' + // header: 92 bytes, RTM_NEWLINK, request|ack|create|excl
        '00000000000000000000000000000000' +
        '0800050002000000' + // IFLA_LINK 2
        '0c000300767272702e353100' + // IFLA_IFNAME
        '0a00010000005e0001330000' + // IFLA_ADDRESS
        '1c001200' + // IFLA_LINKINFO
        '0c0001006d6163766c616e00' + // IFLA_INFO_KIND
        '0c000200' +
        '0800010004000000', // IFLA_INFO_DATA, IFLA_MACVLAN_MODE bridge
    );
  });

  it('read back as what they ask for', () => {
    const made = addMacvlanRequest(1, 'vrrp6.51', 2, '00:00:5e:00:02:33').subarray(HEADER_LENGTH);
    expect(decodeLink(made)).toMatchObject({
      name: 'vrrp6.51',
      mac: '00:00:5e:00:02:33',
      kind: 'macvlan',
      parent: 2,
      running: false,
    });
    expect(decodeLink(setLinkUpRequest(1, 9, false).subarray(HEADER_LENGTH))).toMatchObject({ index: 9 });
  });

  it('set IPv4 settings by their number', () => {
    expect(setIpv4Request(1, 2, { arp_ignore: 1 }).subarray(HEADER_LENGTH).toString('hex')).toBe(
      `00000000020000000000000000000000${'14001a00'}${'10000200'}${'0c000100'}${'0800130001000000'}`,
    );
  });

  it('read IPv4 settings from the array that a link message has, as far as it goes', () => {
    const array = Buffer.alloc(20 * 4);
    array.writeUInt32LE(2, (8 - 1) * 4);
    array.writeUInt32LE(1, (19 - 1) * 4);
    const attribute = (type: number, value: Buffer) => {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(4 + value.length, 0);
      head.writeUInt16LE(type, 2);
      return Buffer.concat([head, value]);
    };
    const link = (conf: Buffer) =>
      Buffer.concat([Buffer.alloc(16), attribute(26, attribute(2, attribute(1, conf)))]);
    expect(decodeIpv4Settings(link(array))).toEqual({
      rp_filter: 2,
      arp_announce: 0,
      arp_ignore: 1,
      promote_secondaries: 0,
    });
    expect(decodeIpv4Settings(link(array.subarray(0, 8 * 4)))).toEqual({ rp_filter: 2 });
    expect(decodeIpv4Settings(Buffer.alloc(16))).toEqual({});
  });
});
