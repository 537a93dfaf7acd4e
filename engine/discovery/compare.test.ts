import { describe, expect, it } from 'vitest';
import type { DiscoveredHost } from '../../protocol/contract/hosts.ts';
import { compareWith, seenOf } from './compare.ts';

const host = (ip: string, mac: string | null, more: Partial<DiscoveredHost> = {}): DiscoveredHost => ({
  type: 'host',
  vendor: null,
  hostname: null,
  ssh: null,
  services: [],
  elapsedMs: 1,
  ip,
  mac,
  ...more,
});

/** Each host's verdict in the second scan, and the addresses that went. */
function compare(first: DiscoveredHost[], second: DiscoveredHost[]) {
  const comparison = compareWith({ startedMs: 0, hosts: first.map(seenOf) });
  const macs = new Map(second.map(({ ip, mac }) => [ip, mac]));
  const told = second.map((one) => ({ ...one, ...comparison.verdict(one, (ip) => macs.get(ip)) }));
  return {
    verdicts: told.map(({ change, changes }) => [change, ...(changes ?? [])]),
    gone: comparison.gone(told).map(({ ip }) => ip),
  };
}

describe('two scans of one range', () => {
  it('a host as it was, one that is new, one that went', () => {
    const { verdicts, gone } = compare(
      [host('10.0.0.1', 'aa'), host('10.0.0.2', 'bb')],
      [host('10.0.0.1', 'aa'), host('10.0.0.3', 'cc')],
    );
    expect(verdicts).toEqual([['same'], ['new']]);
    expect(gone).toEqual(['10.0.0.2']);
  });

  it('an address that another network card answers for, while both are known', () => {
    const before = [host('10.0.0.1', 'aa'), host('10.0.0.2', 'bb'), host('10.0.0.9', 'aa')];
    const after = [host('10.0.0.1', 'aa'), host('10.0.0.2', 'bb'), host('10.0.0.9', 'bb')];
    const { verdicts, gone } = compare(before, after);
    expect(verdicts).toEqual([['same'], ['same'], ['changed', { what: 'mac', before: 'aa' }]]);
    expect(gone).toEqual([]);
  });

  it('a host with another address: it has not gone', () => {
    const { verdicts, gone } = compare([host('10.0.0.1', 'aa')], [host('10.0.0.7', 'aa')]);
    expect(verdicts).toEqual([['changed', { what: 'address', before: '10.0.0.1' }]]);
    expect(gone).toEqual([]);
  });

  it('a host that has one address more, and one that has one less', () => {
    const one = [host('10.0.0.1', 'aa')];
    const two = [...one, host('10.0.0.9', 'aa')];
    expect(compare(one, two).verdicts).toEqual([
      ['same'],
      ['changed', { what: 'extra-address', before: '10.0.0.1' }],
    ]);
    expect(compare(two, one)).toEqual({ verdicts: [['same']], gone: ['10.0.0.9'] });
  });

  it('two hosts that swapped their addresses', () => {
    const { verdicts, gone } = compare(
      [host('10.0.0.1', 'aa'), host('10.0.0.2', 'bb')],
      [host('10.0.0.1', 'bb'), host('10.0.0.2', 'aa')],
    );
    expect(verdicts).toEqual([
      ['changed', { what: 'mac', before: 'aa' }, { what: 'address', before: '10.0.0.2' }],
      ['changed', { what: 'mac', before: 'bb' }, { what: 'address', before: '10.0.0.1' }],
    ]);
    expect(gone).toEqual([]);
  });

  it('another SSH server and other ports, behind a router too', () => {
    const web = { port: 80, name: 'http' };
    const before = host('10.0.0.1', null, { ssh: { banner: 'SSH-2.0-old' }, services: [web] });
    const after = host('10.0.0.1', null, { ssh: { banner: 'SSH-2.0-new' } });
    expect(compare([before], [after]).verdicts).toEqual([
      ['changed', { what: 'ssh', before: 'SSH-2.0-old' }, { what: 'services', before: '80' }],
    ]);
    expect(compare([before], [before]).verdicts).toEqual([['same']]);
  });
});
