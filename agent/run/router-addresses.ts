import type { VipEntry } from './vip-file.ts';

/** The part of Netlink that changes addresses. Adding and removing tell whether anything changed. See also SharedAddresses. */
export interface AddressChanger {
  /** Makes ready what adding it will need. */
  prepareAddress(index: number, address: string, prefixLength: number): void;
  addAddress(index: number, address: string, prefixLength: number): boolean;
  removeAddress(index: number, address: string, prefixLength: number): boolean;
}

export interface RouterAddressesOptions {
  netlink: AddressChanger;
  /** Of the interface that carries the VIPs: the macvlan in VMAC mode. */
  index: number;
  entries: readonly VipEntry[];
  clockNs(): bigint;
  after(ms: number, run: () => void): void;
  /** Somebody else took an address away that belongs here; it is back. */
  restored(address: string): void;
  /** Somebody else put an address here that belongs to the master; it is gone. */
  strayRemoved(address: string): void;
  failed(what: string, error: unknown): void;
}

/** Against somebody who keeps undoing it, at most once in so long. */
const REPAIR_EVERY_NS = 1_000_000_000n;

/** The VIPs of one virtual router on its interface: there while it is master, and only then. */
export class RouterAddresses {
  readonly #options: RouterAddressesOptions;
  #entries: readonly VipEntry[];
  #wanted = false;
  #repairedNs = -REPAIR_EVERY_NS;
  #waiting = false;
  #closed = false;

  constructor(options: RouterAddressesOptions) {
    this.#options = options;
    this.#entries = options.entries;
    this.#prepare();
  }

  get index(): number {
    return this.#options.index;
  }

  get entries(): readonly VipEntry[] {
    return this.#entries;
  }

  add(): void {
    this.#wanted = true;
    for (const entry of this.#entries) this.#put(entry);
  }

  remove(): void {
    this.#wanted = false;
    for (const entry of this.#entries) this.#take(entry);
  }

  /** Other VIPs from now on: those that stay are not touched. Gives those that are new on the interface. */
  change(entries: readonly VipEntry[]): string[] {
    const stays = (one: VipEntry, list: readonly VipEntry[]) =>
      list.some((other) => other.address === one.address && other.prefixLength === one.prefixLength);
    const gone = this.#entries.filter((entry) => !stays(entry, entries));
    const fresh = entries.filter((entry) => !stays(entry, this.#entries));
    this.#entries = entries;
    this.#prepare();
    // First what comes: an address that gets another prefix length is not away meanwhile.
    const added = this.#wanted ? fresh.filter((entry) => this.#put(entry)) : [];
    for (const entry of gone) this.#take(entry);
    return added.map(({ address }) => address);
  }

  /** What no successor wants goes, and nothing is repaired any more. */
  leave(): void {
    this.#closed = true;
    for (const entry of this.#entries) this.#take(entry);
  }

  /** The kernel says that an address came or went, perhaps because of us. */
  watched(index: number, address: string): void {
    const known = index === this.#options.index && this.#entries.some((entry) => entry.address === address);
    if (known) this.repair(address);
  }

  /**
   * Puts right what somebody else changed; looks, rather than believes what was said of a change in between.
   * @param only the one address that was changed: a takeover brings news of every VIP of ours
   */
  repair(only?: string): void {
    if (this.#closed || this.#waiting) return;
    const { clockNs, after, restored, strayRemoved } = this.#options;
    const waitNs = this.#repairedNs + REPAIR_EVERY_NS - clockNs();
    if (waitNs > 0n) {
      this.#waiting = true;
      after(Math.ceil(Number(waitNs) / 1e6), () => {
        this.#waiting = false;
        this.repair();
      });
      return;
    }
    for (const entry of this.#entries) {
      if (only !== undefined && entry.address !== only) continue;
      if (!(this.#wanted ? this.#put(entry) : this.#take(entry))) continue;
      this.#repairedNs = clockNs();
      (this.#wanted ? restored : strayRemoved)(entry.address);
    }
  }

  #prepare(): void {
    const { netlink, index } = this.#options;
    for (const { address, prefixLength } of this.#entries)
      netlink.prepareAddress(index, address, prefixLength);
  }

  #put({ address, prefixLength }: VipEntry): boolean {
    try {
      return this.#options.netlink.addAddress(this.#options.index, address, prefixLength);
    } catch (error) {
      this.#options.failed('add-address', error);
      return false;
    }
  }

  #take({ address, prefixLength }: VipEntry): boolean {
    try {
      return this.#options.netlink.removeAddress(this.#options.index, address, prefixLength);
    } catch (error) {
      this.#options.failed('remove-address', error);
      return false;
    }
  }
}
