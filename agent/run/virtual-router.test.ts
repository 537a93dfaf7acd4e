import { afterEach, describe, expect, it } from 'vitest';
import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { ipv4PseudoHeader } from '../../protocol/wire/ip.ts';
import { decodeVrrp } from '../../protocol/wire/vrrp.ts';
import { VirtualRouter } from './virtual-router.ts';

const config: AgentRouterConfig = {
  vrid: 51,
  version: 3,
  interface: 'eth0',
  priority: 100,
  advertIntervalMs: 40_950,
  vips: ['10.77.0.100/24', '10.77.0.101/24'],
  preempt: true,
  preemptDelayMs: 0,
  checksumForm: 'pseudo-header',
  vmac: false,
  accept: true,
  excludedVips: [],
  track: [],
};
const address = '10.77.0.12';

/** A router whose sends wait until they are let go. */
function bench() {
  const did: string[] = [];
  const sends: { message: Buffer; done: (error: Error | null) => void }[] = [];
  const router = new VirtualRouter(config, address, {
    clockNs: () => 1_000_000_000n,
    sendAdvert(message, done) {
      did.push('send');
      sends.push({ message, done });
    },
    addAddresses: () => did.push('add'),
    removeAddresses: () => did.push('remove'),
    announce: () => did.push('announce'),
    transition: ({ to }) => did.push(to),
    failed: (what) => did.push(`failed ${what}`),
  });
  routers.push(router);
  return { router, did, sends };
}

const routers: VirtualRouter[] = [];
afterEach(() => {
  for (const router of routers.splice(0)) router.handle({ type: 'interface-down' });
});

describe('VirtualRouter', () => {
  it('adds addresses and announces them only once the advert has left', () => {
    const { router, did, sends } = bench();
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    expect(did).toEqual(['backup', 'send']);
    sends[0]?.done(null);
    expect(did).toEqual(['backup', 'send', 'add', 'announce', 'master']);
  });

  it('keeps the order when the next event comes while a send is under way', () => {
    const { router, did, sends } = bench();
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    const advert = { source: '10.77.0.11', priority: 150, advertIntervalNs: 100_000_000n };
    router.handle({ type: 'advert', advert });
    sends[0]?.done(null);
    expect(did).toEqual(['backup', 'send', 'add', 'announce', 'master', 'remove', 'backup']);
  });

  it('goes on when a send fails, and says so', () => {
    const { router, did, sends } = bench();
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    sends[0]?.done(new Error('Network is down'));
    expect(did).toContain('failed send-advert');
    expect(did).toContain('announce');
    expect(router.status([]).counters.advertsSent).toBe(0);
  });

  it('is drained only when priority 0 has left', async () => {
    const { router, sends } = bench();
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    sends[0]?.done(null);
    router.handle({ type: 'shutdown' });
    let drained = false;
    const end = router.drained().then(() => {
      drained = true;
    });
    await Promise.resolve();
    expect(drained).toBe(false);
    sends[1]?.done(null);
    await end;
    const message = sends[1]?.message ?? Buffer.alloc(0);
    const pseudo = ipv4PseudoHeader(address, '224.0.0.18', 112, message.length);
    expect(decodeVrrp(message, pseudo)).toMatchObject({
      problems: [],
      vrrp: { priority: 0, addresses: ['10.77.0.100', '10.77.0.101'], checksum: { form: 'pseudo-header' } },
    });
  });

  it('counts, and reports what the kernel holds rather than what it believes', () => {
    const { router, sends } = bench();
    router.handle({ type: 'start' });
    router.discarded('checksum-bad');
    router.discarded('checksum-bad');
    router.handle({ type: 'timer' });
    sends[0]?.done(null);
    expect(router.status([])).toMatchObject({
      state: 'master',
      masterAddress: address,
      addressesHeld: [],
      advertIntervalMs: 40_950,
      masterDownIntervalMs: 147_803.90625,
      counters: { advertsSent: 1, becameMaster: 1, discarded: { 'checksum-bad': 2 } },
    });
  });
});
