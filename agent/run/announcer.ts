import { gratuitousArpFrame } from '../../protocol/wire/arp.ts';

/** Tells the segment who has the addresses: gratuitous ARP in a burst, and in another one after a while. */
export class Announcer {
  readonly #frames: Buffer[];
  readonly #options: AnnouncerOptions;
  #later: NodeJS.Timeout | undefined;

  constructor(mac: string, addresses: string[], options: AnnouncerOptions) {
    this.#frames = addresses.map((address) => Buffer.from(gratuitousArpFrame(mac, address)));
    this.#options = options;
  }

  /** @param again whether the second burst is wanted too */
  announce(again: boolean): void {
    this.#burst();
    if (!again || this.#options.delayMs === 0) return;
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#burst(), this.#options.delayMs);
  }

  /** The addresses are somebody else's now. */
  cancel(): void {
    clearTimeout(this.#later);
  }

  #burst(): void {
    try {
      for (let count = 0; count < this.#options.repeat; count += 1)
        for (const frame of this.#frames) this.#options.send(frame);
    } catch (error) {
      this.#options.failed(error);
    }
  }
}

export interface AnnouncerOptions {
  /** Frames per address in a burst. */
  repeat: number;
  /** 0: no second burst. */
  delayMs: number;
  send(frame: Buffer): void;
  failed(error: unknown): void;
}
