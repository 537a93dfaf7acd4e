import { fail } from '../../protocol/contract/problem.ts';
import { ignoreRouterAdvertisements } from '../netlink/ipv6-settings.ts';
import { LinkRemover } from '../netlink/link-remover.ts';
import type { Netlink } from '../netlink/netlink.ts';
import { InterfaceSettings } from './interface-settings.ts';
import { MacvlanLink } from './macvlan-link.ts';
import { type ChangedSetting, readVmacFile, writeVmacFile } from './vmac-file.ts';

/**
 * The interface below answers ARP for its own addresses only, not for VIPs on a macvlan, and asks with its own
 * addresses only: otherwise neighbours would learn its MAC address for a VIP.
 */
const below = { arp_ignore: 1, arp_announce: 2 } as const;
/**
 * The macvlan answers and asks for its own addresses only, as well. Clients are routed back through the interface below: a strict
 * reverse path filter would drop what they send. 2 (loose) also wins over a strict `all`, since the greater value
 * counts. A VIP outlives the one that came first in its subnet.
 */
const onTop = { arp_ignore: 1, arp_announce: 2, rp_filter: 2, promote_secondaries: 1 } as const;

/** The interface with the virtual MAC address of one virtual router. Down while it is not master. */
export interface Vmac {
  readonly name: string;
  readonly index: number;
  readonly mac: string;
  /** Up when this returns, unless the system refuses; costs nothing where it is up already. */
  raise(): void;
  /** Up again where somebody else has set it down. @returns whether that was so @throws SystemError */
  keepUp(isUp: boolean): boolean;
  /** Nobody has deleted it. @throws SystemError */
  isThere(): boolean;
  /** Down, soon: the addresses must be gone already. Nothing comes from the virtual MAC address from then on. */
  lower(): void;
  /** Deletes it, and puts the interface below back where it was the last one on it. */
  close(): Promise<void>;
}

export interface VmacOptions {
  netlink: Netlink;
  stateDir: string;
  failed(what: string, error: unknown): void;
}

/** RFC 9568, 7.3. */
export function virtualMac(vrid: number, family: 4 | 6): string {
  return `00:00:5e:00:0${family === 6 ? 2 : 1}:${vrid.toString(16).padStart(2, '0')}`;
}

export function macvlanName(vrid: number, family: 4 | 6): string {
  return `${family === 6 ? 'vrrp6' : 'vrrp'}.${vrid}`;
}

/** The macvlans of this machine's virtual routers, and what they need of the interfaces below. */
export class Vmacs {
  readonly #options: VmacOptions;
  readonly #remover = new LinkRemover();
  /** Index of each macvlan that may be there; 0 while it is being made. */
  readonly #indexes = new Map<string, number>();
  readonly #closing = new Set<Promise<void>>();
  /** Of the interfaces below, and of those that carry VIPs themselves. */
  readonly settings: InterfaceSettings;
  #changed: readonly ChangedSetting[] = [];

  /** @throws SystemError */
  constructor(options: VmacOptions) {
    this.#options = options;
    const { netlink, failed } = options;
    const noted = (changed: readonly ChangedSetting[]) => {
      this.#changed = changed;
      this.#write();
    };
    this.settings = new InterfaceSettings({ netlink, failed, noted });
  }

  /**
   * Undoes what a killed agent left. To be called before anything else.
   * @returns the names of the macvlans that were still there
   */
  releaseLeftovers(): string[] {
    const { netlink, stateDir, failed } = this.#options;
    const { macvlans, settings } = readVmacFile(stateDir);
    const links = netlink.links();
    const gone: string[] = [];
    try {
      for (const { index, name, kind } of links)
        if (kind === 'macvlan' && macvlans.includes(name) && netlink.deleteLink(index)) gone.push(name);
      for (const { index, name } of links)
        this.settings.restore(
          index,
          settings.filter((changed) => changed.interface === name),
        );
      writeVmacFile(stateDir, { macvlans: [], settings: [] });
    } catch (error) {
      failed('release-macvlans', error);
    }
    return gone;
  }

  /**
   * @param parent the interface below
   * @throws ProblemError agent.config-invalid where another interface has the macvlan's name; SystemError
   */
  open(vrid: number, family: 4 | 6, parent: { name: string; index: number }): Vmac {
    const { netlink, failed } = this.#options;
    const [name, mac] = [macvlanName(vrid, family), virtualMac(vrid, family)];
    this.#makeRoom(name, mac, parent);
    const held = this.settings.hold(parent, below);
    let index = 0;
    this.#indexes.set(name, index);
    this.#write();
    const forget = () => {
      // A successor may have the name by now.
      if (this.#indexes.get(name) === index) this.#indexes.delete(name);
      held.release();
      this.#write();
    };
    try {
      const made = netlink.addMacvlan(name, parent.index, mac);
      this.#indexes.set(name, made);
      index = made;
    } catch (error) {
      forget();
      throw error;
    }
    this.#prepare(name, index);
    const link = new MacvlanLink(index, netlink, this.#remover, failed);
    return {
      name,
      index,
      mac,
      raise: () => link.raise(),
      keepUp: (isUp) => link.keepUp(isUp),
      isThere: () => netlink.links().some((link) => link.index === index),
      lower: () => link.lower(),
      close: () => {
        const closed = link.close().then(forget);
        this.#closing.add(closed);
        return closed.finally(() => this.#closing.delete(closed));
      },
    };
  }

  /** When those that were closed are gone: only then can their names be used again. */
  async settled(): Promise<void> {
    await Promise.all(this.#closing);
  }

  /** After the last one was closed. */
  close(): Promise<void> {
    return this.#remover.close();
  }

  /** One that a killed agent left, or that we have done with, goes; anybody else's stays. */
  #makeRoom(name: string, mac: string, parent: { index: number }): void {
    const { netlink } = this.#options;
    const there = netlink.links().find((link) => link.name === name);
    if (there === undefined) return;
    const isLeft = there.kind === 'macvlan' && there.mac === mac && there.parent === parent.index;
    if (!isLeft && this.#indexes.get(name) !== there.index)
      throw fail('agent.config-invalid', { path: 'vmac', detail: `there is an interface ${name} already` });
    netlink.deleteLink(there.index);
  }

  #prepare(name: string, index: number): void {
    const { netlink, failed } = this.#options;
    try {
      netlink.setIpv4(index, onTop);
      ignoreRouterAdvertisements(name);
    } catch (error) {
      if (!isMissing(error)) failed('prepare-macvlan', error);
    }
  }

  #write(): void {
    writeVmacFile(this.#options.stateDir, {
      macvlans: [...this.#indexes.keys()],
      settings: [...this.#changed],
    });
  }
}

/** Without IPv6 there are no router advertisements to ignore. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
