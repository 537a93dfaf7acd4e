import { agentConfigSchema } from '../../protocol/control/agent-config.ts';
import { validateAdvert } from '../../protocol/vrrp/validate-advert.ts';
import { encodeVrrp, VRRP_GROUP_V4 } from '../../protocol/wire/vrrp.ts';
import { AdvertReceiver } from '../native/advert-receiver.ts';
import { AdvertSenders } from '../native/advert-sender.ts';
import { PacketSender } from '../native/packet-socket.ts';
import type { Netlink } from '../netlink/netlink.ts';
import { Announcer } from './announcer.ts';
import { PreciseTimer } from './precise-timer.ts';
import { RouterAddresses } from './router-addresses.ts';
import { SharedAddresses } from './shared-addresses.ts';
import { VirtualRouter } from './virtual-router.ts';
import { Wakes } from './wakes.ts';

const ROUNDS = 300;
const LOOPBACK = 'lo';
const LOOPBACK_MAC = '00:00:00:00:00:00';
/** TEST-NET-1 (RFC 5737): on nobody's interface. */
const vip = '192.0.2.1';
const source = '127.0.0.1';
const peer = '127.0.0.2';
const longest = { version: 3, vrid: 255, advertIntervalMs: 40_950 } as const;

const { virtualRouters, garp } = agentConfigSchema.parse({
  format: 1,
  lab: 'rehearsal',
  node: 'rehearsal',
  virtualRouters: [{ ...longest, interface: LOOPBACK, priority: 100, vips: [`${vip}/32`] }],
  garp: { repeat: 1, delayMs: 0 },
});

/**
 * Plays listening and taking over on the loopback interface, so that when it matters the code is compiled and every
 * native call has been made once. A first takeover without it is about a millisecond later than the second.
 * Nothing leaves the machine; no address is added.
 * @throws Error where the loopback interface is not there or the system refuses
 */
export async function rehearse(netlink: Netlink, clockNs: () => bigint): Promise<void> {
  const index = netlink.links().find(({ name, running }) => name === LOOPBACK && running)?.index;
  const [part] = virtualRouters;
  if (index === undefined || part === undefined) throw new Error('the loopback interface is down');
  const site = { family: 4, source, destinations: [VRRP_GROUP_V4] } as const;
  const failed = () => {};
  const packets = new PacketSender(index);
  const sender = new AdvertSenders().open({ ...site, interface: LOOPBACK, index, failed });
  const announcer = new Announcer(LOOPBACK_MAC, [vip], {
    ...garp,
    router: false,
    send: (frames) => packets.sendAll(frames),
    failed,
  });
  // All of the way but the last step: it asks the kernel to remove what is not there.
  const nowhere = (...address: [number, string, number]) => netlink.removeAddress(...address);
  const shared = new SharedAddresses(
    { prepareAddress: failed, addAddress: nowhere, removeAddress: nowhere },
    failed,
  );
  const addresses = new RouterAddresses({
    netlink: shared.forRouter(),
    index,
    entries: [{ interface: LOOPBACK, address: vip, prefixLength: 32 }],
    clockNs,
    after: failed,
    restored: failed,
    strayRemoved: failed,
    failed,
  });
  const wakes = new Wakes(clockNs);
  const hurry = { enter() {}, goOn() {}, leave() {} };
  const router = new VirtualRouter(part, site, {
    clockNs,
    makeTimer: (fire) => new PreciseTimer({ clockNs, wakes, hurry, fire }),
    sendAdvert: (messages) => sender.send(messages),
    addAddresses: () => addresses.add(),
    removeAddresses: () => addresses.remove(),
    announce: (again) => announcer.announce(again),
    transition: () => {},
    mayLead: () => true,
    mismatch: () => {},
    stoodStill: () => {},
    failed,
  });
  const receiver = new AdvertReceiver({
    family: 4,
    interface: LOOPBACK,
    index,
    clockNs,
    received: (packet) => validateAdvert(packet, () => router),
    failed,
  });
  const message = encodeVrrp({ ...longest, priority: 200, addresses: [vip] }, peer);
  const higher = {
    family: 4,
    source: peer,
    destination: VRRP_GROUP_V4,
    ttl: 255,
    message,
    headerOk: true,
  } as const;
  for (let round = 0; round < ROUNDS; round += 1) {
    router.handle({ type: 'start' });
    const verdict = validateAdvert(higher, () => router);
    if ('advert' in verdict) router.handle({ type: 'advert', advert: verdict.advert });
    router.handle({ type: 'timer' });
    if ('advert' in verdict) router.handle({ type: 'advert', advert: verdict.advert });
    router.handle({ type: 'shutdown' });
    // The receiver's turn.
    await new Promise(setImmediate);
  }
  receiver.close();
  sender.close();
  packets.close();
}
