import { beforeEach, describe, expect, it } from 'vitest';
import { RouterAddresses } from './router-addresses.ts';

const vip = (address: string) => ({ interface: 'eth0', address, prefixLength: 24 });
const one = '10.77.0.100';
const two = '10.77.0.101';
let present: Set<string>;
let told: string[];
let nowNs: bigint;
/** How often the kernel was asked to add one. */
let asked: number;
let later: (() => void)[];
let addresses: RouterAddresses;

beforeEach(() => {
  present = new Set();
  told = [];
  asked = 0;
  nowNs = 10_000_000_000n;
  later = [];
  addresses = new RouterAddresses({
    netlink: {
      prepareAddress: () => undefined,
      addAddress: (_index, address) => {
        asked += 1;
        return !present.has(address) && present.add(address) !== undefined;
      },
      removeAddress: (_index, address) => present.delete(address),
    },
    index: 2,
    entries: [vip(one), vip(two)],
    clockNs: () => nowNs,
    after: (_ms, run) => later.push(run),
    restored: (address) => told.push(`restored ${address}`),
    strayRemoved: (address) => told.push(`stray ${address}`),
    failed: (what) => told.push(`failed ${what}`),
  });
});

describe('the VIPs of a virtual router', () => {
  it('come back where somebody takes one away from the master', () => {
    addresses.add();
    present.delete(two);
    addresses.watched(2, two);
    expect(present).toEqual(new Set([one, two]));
    expect(told).toEqual([`restored ${two}`]);
  });

  it('go where somebody puts one on a backup', () => {
    present.add(one);
    addresses.watched(2, one);
    expect(present.size).toBe(0);
    expect(told).toEqual([`stray ${one}`]);
  });

  it('are not repaired for news of our own changes, of other addresses or other interfaces', () => {
    addresses.add();
    addresses.watched(2, one);
    present.delete(two);
    addresses.watched(3, two);
    addresses.watched(2, '10.77.0.7');
    expect(told).toEqual([]);
  });

  it('are looked at one by one when the kernel tells of each: a takeover brings news of all of them', () => {
    addresses.add();
    asked = 0;
    for (const address of [one, two]) addresses.watched(2, address);
    expect(asked).toBe(2);
  });

  it('are fought for once a second at most, and then still put right', () => {
    addresses.add();
    for (let round = 0; round < 3; round += 1) {
      present.delete(one);
      addresses.watched(2, one);
    }
    expect(told).toEqual([`restored ${one}`]);
    expect(later).toHaveLength(1);
    nowNs += 1_000_000_000n;
    later[0]?.();
    expect(present.has(one)).toBe(true);
  });

  it('change without touching one that stays', () => {
    addresses.add();
    expect(addresses.change([vip(two), vip('10.77.0.102')])).toEqual(['10.77.0.102']);
    expect(present).toEqual(new Set([two, '10.77.0.102']));
  });

  it('are nobody’s business any more after it left', () => {
    addresses.add();
    addresses.leave();
    expect(present.size).toBe(0);
    present.add(one);
    addresses.watched(2, one);
    expect(present.has(one)).toBe(true);
    expect(told).toEqual([]);
  });
});
