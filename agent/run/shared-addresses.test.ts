import { beforeEach, describe, expect, it } from 'vitest';
import { RouterAddresses } from './router-addresses.ts';
import { SharedAddresses } from './shared-addresses.ts';

/** As the kernel keeps them: IPv4 has an address once for each prefix length, IPv6 once. */
let present: string[];
/** Addresses that were away, for however short a time. */
let away: string[];
let shared: SharedAddresses;
let failures: string[];

const addressOf = (entry: string) => entry.split('/')[0] ?? '';

beforeEach(() => {
  present = [];
  away = [];
  failures = [];
  const kernel = {
    prepareAddress: () => undefined,
    addAddress(_index: number, address: string, prefixLength: number) {
      const entry = `${address}/${prefixLength}`;
      const known = address.includes(':')
        ? present.some((other) => addressOf(other) === address)
        : present.includes(entry);
      if (!known) present.push(entry);
      return !known;
    },
    removeAddress(_index: number, address: string, prefixLength: number) {
      const at = present.indexOf(`${address}/${prefixLength}`);
      if (at < 0) return false;
      present.splice(at, 1);
      if (!present.some((entry) => addressOf(entry) === address)) away.push(address);
      return true;
    },
  };
  shared = new SharedAddresses(kernel, (what) => failures.push(what));
});

const entry = (text: string) => ({
  interface: 'eth0',
  address: addressOf(text),
  prefixLength: Number(text.split('/')[1]),
});

function router(...vips: string[]): RouterAddresses {
  return new RouterAddresses({
    netlink: shared.forRouter(),
    index: 2,
    entries: vips.map(entry),
    clockNs: () => 0n,
    after: () => {},
    restored: () => {},
    strayRemoved: () => {},
    failed: (what) => failures.push(what),
  });
}

describe('addresses that a reload moves', () => {
  it.each(['from', 'to'])('are never away between two masters, the one %s which they go first', (first) => {
    const from = router('10.9.0.1/24', '10.9.0.2/24');
    const to = router('10.9.0.3/24');
    from.add();
    to.add();
    const steps = [
      () => from.change([entry('10.9.0.1/24')]),
      () => to.change([entry('10.9.0.3/24'), entry('10.9.0.2/24')]),
    ];
    shared.inOneTurn(() => {
      for (const step of first === 'from' ? steps : steps.toReversed()) step();
    });
    expect(away).toEqual([]);
    expect(present.toSorted()).toEqual(['10.9.0.1/24', '10.9.0.2/24', '10.9.0.3/24']);
    from.remove();
    expect(present).not.toContain('10.9.0.1/24');
    expect(present).toContain('10.9.0.2/24');
    to.remove();
    expect(present).toEqual([]);
  });

  it('go where the router that gets them is a backup', () => {
    const from = router('10.9.0.1/24', '10.9.0.2/24');
    const to = router('10.9.0.3/24');
    from.add();
    shared.inOneTurn(() => {
      to.change([entry('10.9.0.3/24'), entry('10.9.0.2/24')]);
      from.change([entry('10.9.0.1/24')]);
    });
    expect(present).toEqual(['10.9.0.1/24']);
  });

  it('are never away when their prefix length changes', () => {
    const one = router('10.9.0.1/24');
    one.add();
    shared.inOneTurn(() => one.change([entry('10.9.0.1/32')]));
    expect(present).toEqual(['10.9.0.1/32']);
    expect(away).toEqual([]);
  });

  it('IPv6: are there with the other prefix length when the turn ends', () => {
    const one = router('fe80::1/64');
    one.add();
    shared.inOneTurn(() => one.change([entry('fe80::1/128')]));
    expect(present).toEqual(['fe80::1/128']);
  });

  it('stay with a successor, and with nobody where it does not lead', () => {
    const old = router('10.9.0.1/24', '10.9.0.2/24');
    const next = router('10.9.0.2/24');
    old.add();
    next.add();
    old.leave();
    expect(present).toEqual(['10.9.0.2/24']);
    expect(away).toEqual(['10.9.0.1']);
    next.leave();
    expect(present).toEqual([]);
  });

  it('go although something goes wrong in the middle', () => {
    const one = router('10.9.0.1/24');
    one.add();
    const work = () => {
      one.remove();
      throw new Error('no');
    };
    expect(() => shared.inOneTurn(work)).toThrow('no');
    expect(present).toEqual([]);
    expect(failures).toEqual([]);
  });
});
