import { afterEach, describe, expect, it } from 'vitest';
import { agentConfigSchema } from '../../protocol/control/agent-config.ts';
import type { ReceivedPacket } from '../../protocol/vrrp/validate-advert.ts';
import { pseudoHeaderOf } from '../../protocol/wire/ip.ts';
import { decodeVrrp, encodeVrrp } from '../../protocol/wire/vrrp.ts';
import { PreciseTimer } from './precise-timer.ts';
import { VirtualRouter } from './virtual-router.ts';
import { Wakes } from './wakes.ts';

const clockNs = () => 1_000_000_000n;
const hurry = { enter() {}, goOn() {}, leave() {} };

const source = '10.77.0.12';
const group = '224.0.0.18';
const peer = '10.77.0.11';
const higher = { source: peer, priority: 150, advertIntervalNs: 100_000_000n };

/** An advert that lists 10.77.0.7. */
function from(from: string): ReceivedPacket {
  const advert = {
    version: 3,
    vrid: 51,
    priority: 150,
    addresses: ['10.77.0.7'],
    advertIntervalMs: 100,
  } as const;
  return {
    family: 4,
    source: from,
    destination: group,
    ttl: 255,
    message: encodeVrrp(advert, from),
    headerOk: true,
  };
}

function configure(changes: object = {}) {
  return agentConfigSchema.shape.virtualRouters.element.parse({
    vrid: 51,
    version: 3,
    interface: 'eth0',
    priority: 100,
    advertIntervalMs: 40_950,
    vips: ['10.77.0.101/24', '10.77.0.100/24'],
    ...changes,
  });
}

/** A router, what it did and what it sent. */
function bench(changes: object = {}, destinations: string[] = [group]) {
  const did: string[] = [];
  const sent: Uint8Array[][] = [];
  let refuses = false;
  const router = new VirtualRouter(
    configure(changes),
    { family: 4, source, destinations },
    {
      clockNs,
      makeTimer: (fire) => new PreciseTimer({ clockNs, wakes: new Wakes(clockNs), hurry, fire }),
      sendAdvert(messages, urgent) {
        if (refuses) throw new Error('Network is down');
        did.push(urgent ? 'send' : 'send later');
        sent.push([...messages]);
      },
      addAddresses: () => did.push('add'),
      removeAddresses: () => did.push('remove'),
      announce: () => did.push('announce'),
      transition: ({ to }) => did.push(to),
      mayLead: () => true,
      mismatch: (from, what, sides) => did.push([from, what, sides?.theirs].filter(Boolean).join(' ')),
      stoodStill: () => did.push('stood still'),
      failed: (what) => did.push(`failed ${what}`),
    },
  );
  routers.push(router);
  const read = (at: number, destination = group) => {
    const message = sent.at(-1)?.[at] ?? new Uint8Array();
    return decodeVrrp(message, pseudoHeaderOf(source, destination, message.length));
  };
  const refuse = () => {
    refuses = true;
  };
  return { router, did, sent, read, refuse };
}

const routers: VirtualRouter[] = [];
afterEach(() => {
  for (const router of routers.splice(0)) router.abandon();
});

describe('VirtualRouter', () => {
  it('takes over with an advert that has left before the addresses come', () => {
    const { router, did } = bench();
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    expect(did).toEqual(['backup', 'send', 'add', 'announce', 'master']);
  });

  it('lets only the adverts of its own rhythm wait for others', () => {
    const { router, did } = bench();
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    router.handle({ type: 'timer' });
    router.handle({ type: 'advert', advert: { ...higher, priority: 50 } });
    router.handle({ type: 'shutdown' });
    expect(did.slice(5)).toEqual(['send later', 'send', 'announce', 'send', 'remove', 'initialize']);
  });

  it('goes on when a send fails, and says so', () => {
    const { router, did, refuse } = bench();
    router.handle({ type: 'start' });
    refuse();
    router.handle({ type: 'timer' });
    expect(did).toContain('failed send-advert');
    expect(did).toContain('announce');
    expect(router.status([]).counters.advertsSent).toBe(0);
  });

  it('ends with priority 0 and the addresses in their configured order', () => {
    const { router, read } = bench();
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    router.handle({ type: 'shutdown' });
    expect(read(0)).toMatchObject({
      problems: [],
      vrrp: { priority: 0, addresses: ['10.77.0.101', '10.77.0.100'], checksum: { form: 'pseudo-header' } },
    });
  });

  it('sends each unicast peer a message with a checksum of its own', () => {
    const { router, read } = bench({ unicast: { peers: [peer, '10.77.0.13'] } }, [peer, '10.77.0.13']);
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    expect(read(0, peer).problems).toEqual([]);
    expect(read(1, '10.77.0.13').problems).toEqual([]);
  });

  it('advertises a priority that changed, and a password (RFC 2338, 5.3.6)', () => {
    const { router, read } = bench({ version: 2, advertIntervalMs: 1000, authPass: 'secret' });
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    router.setPriority(90);
    router.handle({ type: 'timer' });
    const { vrrp, authData } = read(0);
    expect(vrrp).toMatchObject({ priority: 90, authType: 1 });
    expect(Buffer.from(authData ?? []).toString('latin1')).toBe('secret\0\0');
  });

  it('is in fault until the last reason is gone', () => {
    const { router, did } = bench();
    router.handle({ type: 'start' });
    router.setFault('link', 'eth0 is down', false);
    router.setFault('check', 'check nginx fails', true);
    router.clearFault('link', 'eth0 is up');
    expect(router.status([])).toMatchObject({ state: 'fault', faults: ['check nginx fails'] });
    router.clearFault('check', 'check nginx passes');
    expect(did).toEqual(['backup', 'fault', 'backup']);
  });

  it('tells of a peer that does not fit once, and counts', () => {
    const { router, did } = bench();
    router.discarded(from(peer), 'auth-mismatch');
    router.discarded(from(peer), 'auth-mismatch');
    router.received(from(peer), ['addresses-differ']);
    expect(did).toEqual([`${peer} auth-mismatch`, `${peer} addresses-differ 10.77.0.7`]);
    expect(router.status([])).toMatchObject({
      counters: { discarded: { 'auth-mismatch': 2 } },
      mismatches: [
        { source: peer, what: 'auth-mismatch', count: 2 },
        { source: peer, what: 'addresses-differ', count: 1 },
      ],
    });
  });

  it('reports what the kernel holds rather than what it believes', () => {
    const { router } = bench();
    router.handle({ type: 'start' });
    router.handle({ type: 'timer' });
    expect(router.status([])).toMatchObject({
      state: 'master',
      masterAddress: source,
      addressesHeld: [],
      advertIntervalMs: 40_950,
      masterDownIntervalMs: 147_803.90625,
      counters: { advertsSent: 1, becameMaster: 1 },
    });
  });

  it('goes on naming its master in a flood of wrong adverts from made-up addresses', () => {
    const { router } = bench();
    router.handle({ type: 'start' });
    router.received(from(peer), ['addresses-differ']);
    router.handle({ type: 'advert', advert: higher });
    for (let at = 0; at < 100; at += 1) router.discarded(from(`10.9.0.${at}`), 'checksum-bad');
    expect(router.status([]).mismatches).toContainEqual({ source: peer, what: 'addresses-differ', count: 1 });
  });
});
