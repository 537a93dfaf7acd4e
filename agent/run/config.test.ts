import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../protocol/contract/problem.ts';
import { parseConfig, readConfig } from './config.ts';

const router = {
  vrid: 51,
  version: 3,
  interface: 'eth0',
  priority: 100,
  advertIntervalMs: 100,
  vips: ['10.77.0.100/24'],
  preempt: true,
  preemptDelayMs: 0,
};
const config = { format: 1, lab: 'web', node: 'node-a', virtualRouters: [router] };

function refusal(change: object, base: object = config): unknown {
  try {
    parseConfig(JSON.stringify({ ...base, ...change }, null, 2), 'agent.json');
  } catch (error) {
    return error instanceof ProblemError ? [error.problem.code, error.problem.params.path] : error;
  }
  return 'accepted';
}

describe('the agent’s configuration', () => {
  it('is read with its defaults', () => {
    expect(parseConfig(JSON.stringify(config), 'agent.json')).toMatchObject({
      garp: { repeat: 5, delayMs: 5000 },
      virtualRouters: [{ checksumForm: 'pseudo-header' }],
    });
  });

  it.each([
    ['agent.json:2: format', { format: 2 }],
    ['agent.json:5: virtualRouters', { virtualRouters: [] }],
    ['agent.json:10: virtualRouters.0.priority', { virtualRouters: [{ ...router, priority: 0 }] }],
    ['agent.json:19: virtualRouters.1.vrid', { virtualRouters: [router, router] }],
    [
      'agent.json:11: virtualRouters.0.advertIntervalMs',
      { virtualRouters: [{ ...router, advertIntervalMs: 105 }] },
    ],
    [
      'agent.json:11: virtualRouters.0.advertIntervalMs',
      { virtualRouters: [{ ...router, advertIntervalMs: 41_000 }] },
    ],
    ['agent.json:11: virtualRouters.0.advertIntervalMs', { virtualRouters: [{ ...router, version: 2 }] }],
    [
      'agent.json:19: virtualRouters.0.unicast.peers.0',
      { virtualRouters: [{ ...router, unicast: { peers: ['fe80::12'] } }] },
    ],
    [
      'agent.json:19: virtualRouters.0.unicast.peers.0',
      { virtualRouters: [{ ...router, unicast: { peers: ['224.0.0.18'] } }] },
    ],
    [
      'agent.json:19: virtualRouters.0.unicast.peers.0',
      { virtualRouters: [{ ...router, unicast: { peers: [(router.vips[0] ?? '').split('/')[0]] } }] },
    ],
    [
      'agent.json:18: virtualRouters.0.unicast.source',
      {
        virtualRouters: [
          { ...router, unicast: { source: (router.vips[0] ?? '').split('/')[0], peers: ['10.77.0.12'] } },
        ],
      },
    ],
    [
      'agent.json:18: virtualRouters.0.unicast.source',
      { virtualRouters: [{ ...router, unicast: { source: 'fe80::11', peers: ['10.77.0.12'] } }] },
    ],
    ['agent.json:1', { surprise: true }],
  ])('is refused at %j', (path, change) => {
    expect(refusal(change)).toEqual(['agent.config-invalid', path]);
  });

  it('may have a link-local VIP on two interfaces, since it means each link alone, and not twice on one', () => {
    const on = (name: string, vrid: number, vip: string) => ({
      ...router,
      vrid,
      interface: name,
      vips: ['fe80::1/64', `${vip}/64`],
    });
    const first = on('eth0', 51, '2001:db8:1::1');
    expect(refusal({ virtualRouters: [first, on('eth1', 51, '2001:db8:2::1')] })).toBe('accepted');
    expect(refusal({ virtualRouters: [first, on('eth0', 52, '2001:db8:2::1')] })).toEqual([
      'agent.config-invalid',
      'agent.json:25: virtualRouters.1.vips',
    ]);
  });

  it('may begin with a byte order mark', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tandem-config-')), 'agent.json');
    writeFileSync(file, `\uFEFF${JSON.stringify(config)}`);
    expect(readConfig(file)).toMatchObject({ node: 'node-a' });
    rmSync(dirname(file), { recursive: true });
  });

  it('names a file that is no JSON or not there', () => {
    expect(() => parseConfig('{', 'agent.json')).toThrow('agent.json');
    expect(() => readConfig('/nonexistent/agent.json')).toThrow('/nonexistent/agent.json');
  });
});
