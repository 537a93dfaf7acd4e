import { describe, expect, it } from 'vitest';
import { agentConfigSchema } from '../../protocol/control/agent-config.ts';
import { ownVips, takenBy } from './router-vips.ts';

function router(vips: string[], change: object = {}) {
  const parts = { vrid: 51, version: 3, interface: 'eth0', priority: 100, advertIntervalMs: 100, vips };
  const [parsed] = agentConfigSchema.parse({
    format: 1,
    lab: 'web',
    node: 'a',
    virtualRouters: [{ ...parts, ...change }],
  }).virtualRouters;
  if (parsed === undefined) throw new Error('no router');
  return parsed;
}

/** What somebody else has put on this machine, as `ip address` shows it. */
function taken(vips: string[], present: string, change: object = {}) {
  const [address = '', prefix = '', name = ''] = present.split(/[/ ]/);
  const others = [{ address, prefixLength: Number(prefix), interface: name }];
  const config = router(vips, change);
  return takenBy(ownVips(config, others), config, others) !== undefined;
}

describe('a VIP that is on this machine already', () => {
  it.each([
    ['10.77.0.100/24 eth0', true],
    ['10.77.0.100/32 eth1', true],
    ['10.77.0.100/24 lo', true],
    // A real server behind a load balancer that routes directly.
    ['10.77.0.100/32 lo', false],
    ['10.77.0.101/24 eth0', false],
  ])('%s is somebody else’s: %s', (present, expected) => {
    expect(taken(['10.77.0.100/24'], present)).toBe(expected);
  });

  it.each([
    ['2001:db8::1/128 lo', false],
    ['2001:db8::1/64 eth1', true],
    ['fe80::1/64 eth0', true],
    // Another link.
    ['fe80::1/64 eth1', false],
  ])('%s is somebody else’s: %s', (present, expected) => {
    expect(taken(['fe80::1/64', '2001:db8::1/64'], present)).toBe(expected);
    expect(taken(['fe80::1/64', '2001:db8::1/64'], present, { vmac: true })).toBe(expected);
  });

  it('is an owner’s own', () => {
    expect(taken(['10.77.0.100/24'], '10.77.0.100/24 eth0', { priority: 255 })).toBe(false);
  });
});
