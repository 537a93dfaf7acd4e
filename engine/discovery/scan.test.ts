import { describe, expect, it } from 'vitest';
import type { DiscoveryItem } from '../../protocol/contract/hosts.ts';
import type { SeenHost } from '../history/last-scans.ts';
import { type ScanOptions, scan } from './scan.ts';

async function itemsOf(options: Partial<ScanOptions>): Promise<DiscoveryItem[]> {
  const items: DiscoveryItem[] = [];
  await scan({
    cidr: '127.0.0.0/28',
    wide: false,
    ownAddresses: ['127.0.0.1'],
    sweep: null,
    nameOf: async () => null,
    last: null,
    keep: () => undefined,
    onItem: async (item) => {
      items.push(item);
    },
    isCancelled: () => false,
    ...options,
  });
  return items;
}

const sweepOf = (ask: NonNullable<ScanOptions['sweep']>['ask']) => ({ reaches: () => true, ask });
const sweepFinding = (...hosts: [string, string][]) =>
  sweepOf(async (_range, { onHost }) => {
    for (const [ip, mac] of hosts) onHost(ip, mac);
    return true;
  });

describe('scan', () => {
  it('tells each host of a sweep once, with the address that answered, and never this machine', async () => {
    const items = await itemsOf({
      sweep: sweepOf(async ({ from, to }, { onHost }) => {
        expect([from, to]).toEqual(['127.0.0.2', '127.0.0.14']);
        onHost('127.0.0.2', 'b8:27:eb:01:02:03');
        onHost('127.0.0.2', '02:00:00:00:00:02');
        onHost('127.0.0.1', '02:00:00:00:00:01');
        return true;
      }),
    });
    const hosts = items.filter((item) => item.type === 'host');
    expect(hosts).toMatchObject([
      { ip: '127.0.0.2', mac: 'b8:27:eb:01:02:03', vendor: 'Raspberry Pi Foundation' },
    ]);
    expect(items.at(-1)).toMatchObject({ type: 'done', hosts: 1 });
  });

  it('goes on by connecting where the sweep could not be done', async () => {
    const items = await itemsOf({ sweep: sweepOf(async () => false) });
    const hosts = items.flatMap((item) => (item.type === 'host' ? [item.ip] : []));
    expect(hosts).toContain('127.0.0.2');
  });

  it.each([
    ['10.0.0.0/8', 'discovery.range-too-large'],
    ['10.0.0.0/15', 'discovery.range-too-large'],
    ['10.0.0.0/16', 'discovery.range-wide'],
    ['10.0.0.0/21', 'discovery.range-wide'],
    ['10.0.0.0', 'discovery.range-invalid'],
  ])('%s is %s', async (cidr, code) => {
    await expect(itemsOf({ cidr })).rejects.toMatchObject({ problem: { code } });
  });

  it('asks a wide range that a person agreed to, part of it by connecting where that is behind a router', async () => {
    const asked: unknown[] = [];
    const items = await itemsOf({
      cidr: '127.0.0.0/21',
      wide: true,
      sweep: {
        reaches: (ip) => !ip.startsWith('127.0.7.'),
        ask: async (range) => {
          asked.push(range);
          return true;
        },
      },
    });
    expect(asked).toEqual([{ from: '127.0.0.2', to: '127.0.6.255' }]);
    const hosts = items.flatMap((item) => (item.type === 'host' ? [item.ip] : []));
    expect(hosts).toHaveLength(255);
    expect(hosts.every((ip) => ip.startsWith('127.0.7.'))).toBe(true);
  });

  it('compares with the last scan, and keeps this one for the next', async () => {
    const macs = ['02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03', '02:00:00:00:00:04'];
    const [one = '', two = '', three = '', four = ''] = macs;
    let kept: SeenHost[] = [];
    const keep = (hosts: SeenHost[]) => {
      kept = hosts;
    };
    const first = sweepFinding(['127.0.0.2', one], ['127.0.0.3', two], ['127.0.0.4', three]);
    const firstItems = await itemsOf({ sweep: first, keep });
    expect(firstItems.some((item) => item.type === 'host' && item.change !== undefined)).toBe(false);
    // The second host has another address, the third is gone, the fourth is new.
    const second = sweepFinding(['127.0.0.2', one], ['127.0.0.7', two], ['127.0.0.8', four]);
    const last = { startedMs: Date.UTC(2026, 0, 2), hosts: kept };
    const items = await itemsOf({ sweep: second, last, keep });
    const told = new Map(items.flatMap((item) => (item.type === 'host' ? [[item.ip, item]] : [])));
    expect(told.get('127.0.0.2')).toMatchObject({ change: 'same' });
    expect(told.get('127.0.0.7')).toMatchObject({
      change: 'changed',
      changes: [{ what: 'address', before: '127.0.0.3' }],
    });
    expect(told.get('127.0.0.8')).toMatchObject({ change: 'new' });
    const lastSeen = '2026-01-02T00:00:00.000Z';
    expect(items.slice(-2)).toMatchObject([
      { type: 'gone', ip: '127.0.0.4', mac: three, lastSeen },
      { type: 'done', hosts: 3, comparedWith: lastSeen },
    ]);
    expect(kept.map(({ ip }) => ip)).toEqual(['127.0.0.2', '127.0.0.7', '127.0.0.8']);
  });

  it('a scan that was stopped is compared with nothing later', async () => {
    let kept = 0;
    await itemsOf({
      sweep: sweepFinding(['127.0.0.2', '02:00:00:00:00:01']),
      keep: () => kept++,
      isCancelled: () => true,
    });
    expect(kept).toBe(0);
  });

  it('a name that comes late is told with who said it', async () => {
    const items = await itemsOf({
      sweep: sweepFinding(['127.0.0.2', '02:00:00:00:00:01']),
      nameOf: () =>
        new Promise((resolve) => setTimeout(resolve, 300, { hostname: 'printer.local', source: 'mdns' })),
    });
    expect(items).toContainEqual({
      type: 'name',
      ip: '127.0.0.2',
      hostname: 'printer.local',
      source: 'mdns',
    });
  });
});
