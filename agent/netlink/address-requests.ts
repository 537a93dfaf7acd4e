import { addAddressRequest, removeAddressRequest } from './messages.ts';

/** Beyond what a configuration holds; a daemon that is reloaded for years must not keep every VIP that it ever had. */
const MOST = 4096;
/** Of the sequence number in struct nlmsghdr. */
const SEQUENCE = 8;

interface Requests {
  add: Buffer;
  remove: Buffer;
}

/** Requests about addresses, encoded once: a takeover only writes their number. */
export class AddressRequests {
  readonly #made = new Map<string, Requests>();

  add(sequence: number, index: number, address: string, prefixLength: number): Buffer {
    return numbered(this.of(index, address, prefixLength).add, sequence);
  }

  remove(sequence: number, index: number, address: string, prefixLength: number): Buffer {
    return numbered(this.of(index, address, prefixLength).remove, sequence);
  }

  of(index: number, address: string, prefixLength: number): Requests {
    const key = `${index} ${address}/${prefixLength}`;
    const known = this.#made.get(key);
    if (known) return known;
    const add = addAddressRequest(0, index, address, prefixLength);
    const made = { add, remove: removeAddressRequest(0, index, address, prefixLength) };
    if (this.#made.size >= MOST) this.#made.clear();
    this.#made.set(key, made);
    return made;
  }
}

function numbered(request: Buffer, sequence: number): Buffer {
  request.writeUInt32LE(sequence, SEQUENCE);
  return request;
}
