import type { Garp } from '../../protocol/lab/checks.ts';
import { addressFamily } from '../../protocol/wire/address.ts';
import { gratuitousArpFrame } from '../../protocol/wire/arp.ts';
import { unsolicitedAdvertisementFrame } from '../../protocol/wire/ndp.ts';

/** Calls `work` once, `ms` milliseconds from now, unless cancelled. */
export type StartTimer = (work: () => void, ms: number) => { cancel(): void };

export interface AnnouncerOptions extends Garp {
  /** Whether this node forwards IPv6: said in neighbour advertisements. */
  router: boolean;
  /** Sends whole Ethernet frames, in order. */
  send(frames: readonly Uint8Array[]): void;
  failed(error: unknown): void;
  startTimer?: StartTimer;
}

const nodeTimer: StartTimer = (work, ms) => {
  const timer = setTimeout(work, ms);
  return { cancel: () => clearTimeout(timer) };
};

/**
 * Tells the segment who has the addresses, with gratuitous ARP and unsolicited neighbour advertisements: a burst at
 * once, another one after a while, and more for as long as it is asked to.
 */
export class Announcer {
  readonly #frames: Uint8Array[];
  readonly #options: AnnouncerOptions;
  readonly #startTimer: StartTimer;
  /** Rounds over all frames that are still to do, and where in the present one we are. */
  #rounds = 0;
  #next = 0;
  #pace: { cancel(): void } | undefined;
  #second: { cancel(): void } | undefined;
  #refresh: { cancel(): void } | undefined;

  /** @param mac where the addresses are: the interface's, or the virtual one */
  constructor(mac: string, addresses: readonly string[], options: AnnouncerOptions) {
    this.#frames = addresses.map((address) =>
      addressFamily(address) === 6
        ? unsolicitedAdvertisementFrame(mac, address, options.router)
        : gratuitousArpFrame(mac, address),
    );
    this.#options = options;
    this.#startTimer = options.startTimer ?? nodeTimer;
  }

  /** @param again whether the later bursts are wanted too */
  announce(again: boolean): void {
    const { repeat, delayMs } = this.#options;
    this.#burst(repeat);
    if (!again) return;
    this.#second?.cancel();
    if (delayMs > 0)
      this.#second = this.#startTimer(() => {
        this.#second = undefined;
        this.#burst(repeat);
      }, delayMs);
    this.#keepFresh();
  }

  /** Bursts or refreshes are still to come. */
  get isUnderWay(): boolean {
    return this.#pace !== undefined || this.#second !== undefined || this.#refresh !== undefined;
  }

  /** The addresses are somebody else's now. */
  cancel(): void {
    for (const timer of [this.#pace, this.#second, this.#refresh]) timer?.cancel();
    this.#pace = undefined;
    this.#second = undefined;
    this.#refresh = undefined;
    this.#rounds = 0;
    this.#next = 0;
  }

  #keepFresh(): void {
    const { refreshMs, refreshRepeat } = this.#options;
    this.#refresh?.cancel();
    if (refreshMs === 0) return;
    this.#refresh = this.#startTimer(() => {
      this.#burst(refreshRepeat);
      this.#keepFresh();
    }, refreshMs);
  }

  #burst(repeat: number): void {
    if (this.#frames.length === 0) return;
    if (this.#options.intervalMs === 0) {
      this.#send(Array.from({ length: repeat }, () => this.#frames).flat());
      return;
    }
    // One that comes while another is under way prolongs it: every address gets its turn.
    this.#rounds = Math.max(this.#rounds, repeat);
    if (this.#pace === undefined) this.#sendNext();
  }

  #sendNext(): void {
    this.#pace = undefined;
    const frame = this.#frames[this.#next];
    if (frame) this.#send([frame]);
    this.#next += 1;
    if (this.#next >= this.#frames.length) {
      this.#next = 0;
      this.#rounds -= 1;
    }
    if (this.#rounds > 0) this.#pace = this.#startTimer(() => this.#sendNext(), this.#options.intervalMs);
  }

  #send(frames: readonly Uint8Array[]): void {
    try {
      this.#options.send(frames);
    } catch (error) {
      this.#options.failed(error);
    }
  }
}
