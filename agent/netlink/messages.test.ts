import { describe, expect, it } from 'vitest';
import {
  addAddressRequest,
  answerTo,
  decodeAddress,
  decodeLink,
  errorNumber,
  message,
  NLMSG_ERROR,
  RTM_DELADDR,
  RTM_NEWADDR,
  removeAddressRequest,
  splitMessages,
} from './messages.ts';

describe('rtnetlink messages', () => {
  it('asks for an address as linux/rtnetlink.h lays it out', () => {
    const request = addAddressRequest(7, 2, '10.77.0.100', 24);
    expect(request.toString('hex')).toBe(
      '28000000' +
        '1400' +
        '0506' +
        '07000000' +
        '00000000' + // header: 40 bytes, RTM_NEWADDR, request|ack|create|excl
        '02180000' +
        '02000000' + // AF_INET, /24, interface 2
        '08000200' +
        '0a4d0064' + // IFA_LOCAL
        '08000100' +
        '0a4d0064', // IFA_ADDRESS
    );
  });

  it('reads back what it wrote', () => {
    const both = Buffer.concat([
      addAddressRequest(1, 2, '10.77.0.100', 24),
      removeAddressRequest(2, 3, '10.77.0.101', 32),
    ]);
    const messages = [...splitMessages(both)];
    expect(messages.map(({ type, sequence }) => [type, sequence])).toEqual([
      [RTM_NEWADDR, 1],
      [RTM_DELADDR, 2],
    ]);
    expect(messages.map(({ body }) => decodeAddress(body))).toEqual([
      { index: 2, address: '10.77.0.100', prefixLength: 24, secondary: false, tentative: false },
      { index: 3, address: '10.77.0.101', prefixLength: 32, secondary: false, tentative: false },
    ]);
  });

  it('asks for an IPv6 address without duplicate detection, never preferred as a source', () => {
    expect(addAddressRequest(7, 2, 'fe80::100', 64).toString('hex')).toBe(
      '54000000' +
        '1400' +
        '0506' +
        '07000000' +
        '00000000' + // header: 84 bytes, RTM_NEWADDR, request|ack|create|excl
        '0a400200' +
        '02000000' + // AF_INET6, /64, IFA_F_NODAD, interface 2
        '14000200fe800000000000000000000000000100' + // IFA_LOCAL
        '14000100fe800000000000000000000000000100' + // IFA_ADDRESS
        '14000600' +
        '00000000ffffffff0000000000000000', // IFA_CACHEINFO: preferred for 0 s, valid for ever
    );
    const removal = removeAddressRequest(1, 2, 'fe80::100', 64).subarray(16);
    expect(decodeAddress(removal)).toMatchObject({ index: 2, address: 'fe80::100', prefixLength: 64 });
  });

  it('says of an IPv6 address whether it can be used yet', () => {
    const body = (flags: string) =>
      Buffer.from(`0a408000020000001400010020010db800000000000000000000000108000800${flags}`, 'hex');
    expect(decodeAddress(body('80000000')).tentative).toBe(false);
    expect(decodeAddress(body('40000000')).tentative).toBe(true);
    expect(decodeAddress(body('08000000')).tentative).toBe(true);
  });

  it('reads a link: lower layer up, and operational', () => {
    const fixed = '00000100' + '05000000' + '43100100' + '00000000'; // index 5, UP|BROADCAST|RUNNING|MULTICAST|LOWER_UP
    const name = '09000300' + '65746830' + '00000000'; // IFLA_IFNAME eth0
    const mac = '0a000100' + '02000a4d000c0000'; // IFLA_ADDRESS
    const state = (value: string) => `05001000${value}000000`; // IFLA_OPERSTATE
    const link = (value: string) => decodeLink(Buffer.from(fixed + name + mac + state(value), 'hex'));
    expect(link('06')).toEqual({
      index: 5,
      name: 'eth0',
      mac: '02:00:0a:4d:00:0c',
      up: true,
      running: true,
      kind: null,
      parent: null,
    });
    expect(link('02').running).toBe(false);
  });

  it('reads the errno of an answer and stops at a malformed rest', () => {
    const error = Buffer.alloc(20);
    error.writeInt32LE(-17);
    expect(errorNumber(error)).toBe(17);
    expect([...splitMessages(Buffer.from('ff000000000000000000000000000000', 'hex'))]).toEqual([]);
    expect([...splitMessages(Buffer.alloc(40))]).toEqual([]);
  });

  it('finds the answer to one request among others, and none in what is cut off', () => {
    const answer = (sequence: number, errno: number) => {
      const error = Buffer.alloc(4);
      error.writeInt32LE(-errno);
      return message(NLMSG_ERROR, 0, sequence, error);
    };
    const other = message(RTM_NEWADDR, 0, 7, Buffer.alloc(9));
    const bytes = Buffer.concat([other, Buffer.alloc(3), answer(6, 0), answer(7, 17)]);
    expect(answerTo(7, bytes, bytes.length)).toBe(17);
    expect(answerTo(6, bytes, bytes.length)).toBe(0);
    expect(answerTo(8, bytes, bytes.length)).toBeUndefined();
    expect(answerTo(7, bytes, bytes.length - 1)).toBeUndefined();
  });
});
