import type { AgentRouterConfig } from '../../protocol/control/agent-config.ts';
import { validateAdvert } from '../../protocol/vrrp/validate-advert.ts';
import { encodeIpv4, PROTOCOL_VRRP } from '../../protocol/wire/ip.ts';
import { encodeVrrp, VRRP_GROUP_V4 } from '../../protocol/wire/vrrp.ts';
import { PacketSender } from '../native/packet-socket.ts';
import type { Netlink } from '../netlink/netlink.ts';
import { openAdvertSocket } from './advert-socket.ts';
import { Announcer } from './announcer.ts';
import { VirtualRouter } from './virtual-router.ts';

const ROUNDS = 300;
const LOOPBACK = 'lo';
const LOOPBACK_MAC = '00:00:00:00:00:00';
/** TEST-NET-1 (RFC 5737): on nobody's interface. */
const vip = '192.0.2.1';
const source = '127.0.0.1';
const peer = '127.0.0.2';

const part: AgentRouterConfig = {
  vrid: 255,
  version: 3,
  interface: LOOPBACK,
  priority: 100,
  advertIntervalMs: 40_950,
  vips: [`${vip}/32`],
  preempt: true,
  preemptDelayMs: 0,
  checksumForm: 'pseudo-header',
  vmac: false,
  accept: true,
  excludedVips: [],
  track: [],
};

/**
 * Plays listening and taking over on the loopback interface, so that when it matters the code is compiled and every
 * native call has been made once. A first takeover without it is about a millisecond later than the second.
 * Nothing leaves the machine; no address is added.
 * @throws Error where the loopback interface is not there or the system refuses
 */
export async function rehearse(netlink: Netlink, clockNs: () => bigint): Promise<void> {
  const index = netlink.links().find(({ name, running }) => name === LOOPBACK && running)?.index;
  if (index === undefined) throw new Error('the loopback interface is down');
  const packets = new PacketSender(index);
  const socket = openAdvertSocket({
    interface: LOOPBACK,
    index,
    address: source,
    clockNs,
    received: (packet) => validateAdvert(packet, () => router),
    complain: () => {},
    closed: () => {},
  });
  const announcer = new Announcer(LOOPBACK_MAC, [vip], {
    repeat: 1,
    delayMs: 0,
    send: (frame) => packets.send(frame),
    failed: () => {},
  });
  const router = new VirtualRouter(part, source, {
    clockNs,
    sendAdvert: (message, done) => socket.send(message, done),
    addAddresses: () => netlink.removeAddress(index, vip, 32),
    removeAddresses: () => netlink.removeAddress(index, vip, 32),
    announce: (again) => announcer.announce(again),
    transition: () => {},
    failed: () => {},
  });
  const packet = higherAdvert();
  for (let round = 0; round < ROUNDS; round += 1) {
    router.handle({ type: 'start' });
    const verdict = validateAdvert(packet, () => router);
    if ('advert' in verdict) router.handle({ type: 'advert', advert: verdict.advert });
    router.handle({ type: 'timer' });
    await router.drained();
    if ('advert' in verdict) router.handle({ type: 'advert', advert: verdict.advert });
    router.handle({ type: 'shutdown' });
    await router.drained();
  }
  socket.close();
  packets.close();
}

function higherAdvert(): Buffer {
  const addresses = [vip];
  const advert = { version: 3, vrid: 255, priority: 200, addresses, advertIntervalMs: 40_950 } as const;
  const header = { src: peer, dst: VRRP_GROUP_V4, ttl: 255, protocol: PROTOCOL_VRRP };
  return Buffer.from(encodeIpv4(header, encodeVrrp(advert, peer)));
}
