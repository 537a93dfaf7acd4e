import { type ReceivedPacket, validateAdvert } from '../../protocol/vrrp/validate-advert.ts';
import { addressFamily } from '../../protocol/wire/address.ts';
import { AdvertReceiver } from '../native/advert-receiver.ts';
import { PacketSender } from '../native/packet-socket.ts';
import type { Link } from '../netlink/messages.ts';
import { addressKey } from './router-vips.ts';
import type { VirtualRouter } from './virtual-router.ts';

export interface PortOptions {
  link: Link;
  /** The primary IPv4 and the link-local IPv6 address, where there is one. */
  addresses: PortAddresses;
  clockNs(): bigint;
  /** The sockets are of no use any more. */
  failed(error: Error): void;
}

export interface PortAddresses {
  4: string | null;
  6: string | null;
}

/** An interface of this machine that adverts use, with the sockets that its virtual routers share. */
export class Port {
  readonly name: string;
  readonly index: number;
  readonly mac: string;
  readonly addresses: PortAddresses;
  readonly packets: PacketSender;
  readonly #options: PortOptions;
  readonly #receivers = new Map<4 | 6, AdvertReceiver>();
  readonly #routers = { 4: new Map<number, VirtualRouter>(), 6: new Map<number, VirtualRouter>() };

  /** @throws SystemError */
  constructor(options: PortOptions) {
    const { name, index, mac } = options.link;
    this.name = name;
    this.index = index;
    this.mac = mac;
    this.addresses = options.addresses;
    this.#options = options;
    this.packets = new PacketSender(index);
  }

  /** Adverts for its VRID are its from now on, instead of another one's. @throws SystemError */
  attach(router: VirtualRouter): void {
    const { family } = router;
    if (!this.#receivers.has(family)) {
      const { clockNs, failed } = this.#options;
      const received = (packet: ReceivedPacket, atNs: bigint) => this.#received(packet, atNs);
      const options = { family, interface: this.name, index: this.index, clockNs, received, failed };
      this.#receivers.set(family, new AdvertReceiver(options));
    }
    this.#routers[family].set(router.vrid, router);
  }

  detach(router: VirtualRouter): void {
    const routers = this.#routers[router.family];
    if (routers.get(router.vrid) !== router) return;
    routers.delete(router.vrid);
    if (routers.size > 0) return;
    this.#receivers.get(router.family)?.close();
    this.#receivers.delete(router.family);
  }

  get inUse(): boolean {
    return this.#receivers.size > 0;
  }

  close(): void {
    for (const receiver of this.#receivers.values()) receiver.close();
    this.#receivers.clear();
    this.packets.close();
  }

  #received(packet: ReceivedPacket, atNs: bigint): void {
    const routers = this.#routers[packet.family];
    const verdict = validateAdvert(packet, (vrid) => routers.get(vrid));
    if (!('advert' in verdict)) {
      verdict.router?.discarded(packet, verdict.discard);
      return;
    }
    if (verdict.remarks.length > 0) verdict.router.received(packet, verdict.remarks);
    verdict.router.handle({ type: 'advert', advert: verdict.advert }, atNs);
  }
}

/** An address as the kernel lists it. */
interface ListedAddress {
  index: number;
  address: string;
  secondary: boolean;
}

/** @param vips keys of addresses that cannot be an interface's own, since they come and go: see addressKey */
export function portAddresses(
  { name, index }: { name: string; index: number },
  listed: readonly ListedAddress[],
  vips: ReadonlySet<string>,
): PortAddresses {
  const own = listed.filter((entry) => entry.index === index && !vips.has(addressKey(entry.address, name)));
  const first = (matches: (entry: ListedAddress) => boolean) => own.find(matches)?.address ?? null;
  const isIpv4 = ({ address }: ListedAddress) => addressFamily(address) === 4;
  return {
    // One that came after a VIP of its subnet is secondary, but its own all the same.
    4: first((entry) => isIpv4(entry) && !entry.secondary) ?? first(isIpv4),
    // RFC 9568, 5.1.2.1: adverts come from a link-local address.
    6: first(({ address }) => address.startsWith('fe80:')),
  };
}
