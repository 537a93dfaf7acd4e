import type { AddressChanger } from './router-addresses.ts';

interface Place {
  index: number;
  address: string;
  prefixLength: number;
}

/**
 * The VIPs of all virtual routers of this node, by who wants them: an address is there while anybody does. In one turn
 * (see `inOneTurn`) whatever goes, goes last, so that an address that only changes its router, or its prefix length, is
 * never away.
 */
export class SharedAddresses {
  readonly #netlink: AddressChanger;
  readonly #failed: (what: string, error: unknown) => void;
  readonly #wanted = new Map<string, Place & { by: Set<object> }>();
  /** Given up in the present turn; null outside of one. */
  #given: Place[] | null = null;

  constructor(netlink: AddressChanger, failed: (what: string, error: unknown) => void) {
    this.#netlink = netlink;
    this.#failed = failed;
  }

  /** What one virtual router changes its addresses through. */
  forRouter(): AddressChanger {
    const router = {};
    return {
      prepareAddress: (...place) => this.#netlink.prepareAddress(...place),
      addAddress: (index, address, prefixLength) => this.#add({ index, address, prefixLength }, router),
      removeAddress: (index, address, prefixLength) => this.#remove({ index, address, prefixLength }, router),
    };
  }

  /** What `work` takes away goes when it is done, and only where nobody wants it then. */
  inOneTurn<Result>(work: () => Result): Result {
    this.#given = [];
    try {
      return work();
    } finally {
      const given = this.#given;
      this.#given = null;
      for (const place of given) this.#settle(place);
    }
  }

  #add(place: Place, router: object): boolean {
    const key = keyOf(place);
    const wanted = this.#wanted.get(key);
    if (wanted) wanted.by.add(router);
    else this.#wanted.set(key, { ...place, by: new Set([router]) });
    return this.#netlink.addAddress(place.index, place.address, place.prefixLength);
  }

  #remove(place: Place, router: object): boolean {
    const wanted = this.#wanted.get(keyOf(place));
    wanted?.by.delete(router);
    if (wanted && wanted.by.size > 0) return false;
    this.#wanted.delete(keyOf(place));
    if (this.#given === null)
      return this.#netlink.removeAddress(place.index, place.address, place.prefixLength);
    this.#given.push(place);
    return false;
  }

  #settle(place: Place): void {
    if (this.#wanted.has(keyOf(place))) return;
    const { index, address, prefixLength } = place;
    try {
      this.#netlink.removeAddress(index, address, prefixLength);
      // IPv4 has an address twice while its prefix length changes. IPv6 does not (EEXIST): back at once with the other.
      if (!address.includes(':')) return;
      for (const other of this.#wanted.values())
        if (other.index === index && other.address === address)
          this.#netlink.addAddress(index, address, other.prefixLength);
    } catch (error) {
      this.#failed('remove-address', error);
    }
  }
}

function keyOf({ index, address, prefixLength }: Place): string {
  return `${index} ${address}/${prefixLength}`;
}
