import { describe, expect, it } from 'vitest';
import { agentConfigSchema } from '../../protocol/control/agent-config.ts';
import type { InterfaceAddress, Link } from '../netlink/messages.ts';
import { type Footing, judgeFooting } from './footing.ts';

const config = (change: object = {}) => {
  const router = {
    vrid: 51,
    version: 3,
    interface: 'eth0',
    priority: 100,
    advertIntervalMs: 100,
    vips: ['10.77.0.100/24'],
    ...change,
  };
  const [parsed] = agentConfigSchema.parse({
    format: 1,
    lab: 'web',
    node: 'a',
    virtualRouters: [router],
  }).virtualRouters;
  if (parsed === undefined) throw new Error('no router');
  return parsed;
};
const link = (change: Partial<Link> = {}): Link => ({
  index: 2,
  name: 'eth0',
  mac: '02:00:00:00:00:01',
  up: true,
  running: true,
  kind: null,
  parent: null,
  ...change,
});
const address = (text: string, change: Partial<InterfaceAddress> = {}): InterfaceAddress => ({
  index: 2,
  address: text,
  prefixLength: 24,
  secondary: false,
  tentative: false,
  ...change,
});
const was: Footing = { index: 2, mac: '02:00:00:00:00:01', source: '10.77.0.11', vmac: null };
const own = address('10.77.0.11');
const vips = new Set(['10.77.0.100', 'fe80::1%eth1']);

function judge(links: Link[], addresses: InterfaceAddress[], router = config(), footing = was) {
  const { address: _, ...verdict } = judgeFooting(router, footing, { links, addresses }, vips);
  return verdict;
}

const fine = { link: null, source: null, stale: null };

describe('what a virtual router stands on', () => {
  it('is no reason for anything while it is as it was', () => {
    expect(judge([link()], [own])).toEqual(fine);
  });

  it('may be gone, or down', () => {
    expect(judge([], [])).toEqual({ ...fine, link: 'eth0 is gone' });
    expect(judge([link({ name: 'old0' })], [own])).toEqual({ ...fine, link: 'eth0 is gone' });
    expect(judge([link({ running: false })], [own])).toEqual({ ...fine, link: 'eth0 is down' });
  });

  it('is another interface of its name only when that can be used', () => {
    const anew = link({ index: 7 });
    const noAddress = { ...fine, source: 'eth0 has no address of its own' };
    expect(judge([anew], [])).toEqual(noAddress);
    expect(judge([anew], [address('10.77.0.100', { index: 7 })])).toEqual(noAddress);
    expect(judge([anew], [address('10.77.0.11', { index: 7 })]).stale).toBe('eth0 is another interface now');
    expect(judge([link({ mac: '02:00:00:00:00:02' })], [own]).stale).toBe('eth0 has another MAC address');
  });

  it('is another address', () => {
    expect(judge([link()], [address('10.77.0.13')])).toEqual({
      ...fine,
      stale: 'the address is 10.77.0.13, no longer 10.77.0.11',
    });
  });

  it('is a secondary address where there is no other that is its own', () => {
    const late = address('10.77.0.11', { secondary: true });
    expect(judge([link()], [address('10.77.0.100'), late])).toEqual(fine);
    expect(judge([link()], [late, address('10.77.1.11')]).stale).toContain('the address is 10.77.1.11');
  });

  it('is a macvlan, which somebody may delete', () => {
    const footing = { ...was, vmac: 9 };
    const vmac = link({ index: 9, name: 'vrrp.51' });
    expect(judge([link(), vmac], [own], config({ vmac: true }), footing)).toEqual(fine);
    expect(judge([link()], [own], config({ vmac: true }), footing).stale).toBe('its macvlan is gone');
  });

  it('is the address that is configured for unicast, wherever it is on this machine', () => {
    const router = config({ unicast: { source: '10.77.0.13', peers: ['10.77.0.12'] } });
    const footing = { ...was, source: '10.77.0.13' };
    expect(judge([link()], [own], router, footing)).toEqual({
      ...fine,
      source: '10.77.0.13 is not an address of this machine',
    });
    expect(judge([link()], [own, address('10.77.0.13', { index: 1 })], router, footing)).toEqual(fine);
  });

  it('IPv6: may be a link-local address that is a VIP on another link', () => {
    const router = config({ vips: ['fe80::100/64'] });
    const footing = { ...was, source: 'fe80::1' };
    expect(judge([link()], [address('fe80::1')], router, footing)).toEqual(fine);
  });
});
