import { describe, expect, it } from 'vitest';
import type { DiscoveryItem } from '../../protocol/contract/hosts.ts';
import { type ScanOptions, scan } from './scan.ts';

async function itemsOf(options: Partial<ScanOptions>): Promise<DiscoveryItem[]> {
  const items: DiscoveryItem[] = [];
  await scan({
    cidr: '127.0.0.0/28',
    ownAddresses: ['127.0.0.1'],
    sweep: null,
    onItem: async (item) => {
      items.push(item);
    },
    isCancelled: () => false,
    ...options,
  });
  return items;
}

describe('scan', () => {
  it('tells each host of a sweep once, with the address that answered, and never this machine', async () => {
    const items = await itemsOf({
      sweep: async ({ from, to }, onHost) => {
        expect([from, to]).toEqual(['127.0.0.2', '127.0.0.14']);
        onHost('127.0.0.2', 'b8:27:eb:01:02:03');
        onHost('127.0.0.2', '02:00:00:00:00:02');
        onHost('127.0.0.1', '02:00:00:00:00:01');
        return true;
      },
    });
    const hosts = items.filter((item) => item.type === 'host');
    expect(hosts).toMatchObject([
      { ip: '127.0.0.2', mac: 'b8:27:eb:01:02:03', vendor: 'Raspberry Pi Foundation' },
    ]);
    expect(items.at(-1)).toMatchObject({ type: 'done', hosts: 1 });
  });

  it('goes on by connecting where the sweep could not be done', async () => {
    const items = await itemsOf({ sweep: async () => false });
    const hosts = items.flatMap((item) => (item.type === 'host' ? [item.ip] : []));
    expect(hosts).toContain('127.0.0.2');
  });

  it.each([
    ['10.0.0.0/8', 'discovery.range-too-large'],
    ['10.0.0.0', 'discovery.range-invalid'],
  ])('%s is %s', async (cidr, code) => {
    await expect(itemsOf({ cidr })).rejects.toMatchObject({ problem: { code } });
  });
});
