import { describe, expect, it } from 'vitest';
import { findRouter, labelAmong } from './find-router.ts';

const router = (name: string, vrid: number, family: 4 | 6 = 4) => ({
  family,
  config: { vrid, interface: name },
});
const routers = [router('eth0', 51), router('eth1', 51), router('eth1', 51, 6), router('eth1', 52)];
const find = (name: Parameters<typeof findRouter>[1]) => findRouter(routers, name, 'node-a');

describe('what a virtual router is called', () => {
  it('says what tells it from others of its VRID, and no more', () => {
    expect(routers.map((each) => labelAmong(each, routers))).toEqual([
      'router 51 (IPv4, eth0)',
      'router 51 (IPv4, eth1)',
      'router 51 (IPv6, eth1)',
      'router 52',
    ]);
    const dualStack = [router('eth0', 51), router('eth0', 51, 6)];
    expect(dualStack.map((each) => labelAmong(each, dualStack))).toEqual([
      'router 51 (IPv4)',
      'router 51 (IPv6)',
    ]);
  });
});

describe('the virtual router that is meant', () => {
  it('needs no interface where its VRID is on one only', () => {
    expect(find({ vrid: 52, family: 4 })).toBe(routers[3]);
    expect(find({ vrid: 51, family: 6 })).toBe(routers[2]);
  });

  it('is the one on the interface that was named', () => {
    expect(find({ vrid: 51, family: 4, interface: 'eth1' })).toBe(routers[1]);
  });

  it('is not guessed: the interfaces are named', () => {
    expect(() => find({ vrid: 51, family: 4 })).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          code: 'switchover.interface-needed',
          params: { node: 'node-a', vrid: 51, interfaces: 'eth0, eth1' },
        }),
      }),
    );
  });

  it.each([
    { vrid: 53, family: 4 as const },
    { vrid: 52, family: 6 as const },
    { vrid: 52, family: 4 as const, interface: 'eth0' },
  ])('is unknown where there is none: %o', (name) => {
    expect(() => find(name)).toThrow('no virtual router');
  });
});
