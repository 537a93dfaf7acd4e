import { watchNetwork } from '../../agent/netlink/watch.ts';
import type { Segment, StationName } from './segment.ts';

/** Watches the addresses of a station, as the kernel tells of them, from the first change on. */
export class AddressWatch {
  /** Addresses that were on no interface, for however short a time, each time they were gone. */
  readonly away: string[] = [];
  readonly #present: Set<string>;
  readonly #watch: { close(): void };

  constructor(segment: Segment, station: StationName) {
    this.#present = new Set();
    const { namespace } = segment.station(station);
    this.#watch = namespace.run(() =>
      watchNetwork({
        address: ({ index, address, prefixLength, added }) => {
          const place = `${address}/${prefixLength} ${index}`;
          if (added) this.#present.add(place);
          else this.#present.delete(place);
          if (!this.has(address)) this.away.push(address);
        },
        lost: () => this.away.push('lost'),
      }),
    );
  }

  /** @param address with its prefix length or without */
  has(address: string): boolean {
    const begin = address.includes('/') ? `${address} ` : `${address}/`;
    return [...this.#present].some((place) => place.startsWith(begin));
  }

  close(): void {
    this.#watch.close();
  }
}
