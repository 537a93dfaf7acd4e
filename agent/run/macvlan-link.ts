import type { LinkRemover } from '../netlink/link-remover.ts';
import type { Netlink } from '../netlink/netlink.ts';

/** Until a macvlan that is not needed any more goes down: one that is needed again at once stays up. */
const LOWER_AFTER_MS = 1000;

/** Up at once, down later and elsewhere. */
export class MacvlanLink {
  readonly #index: number;
  readonly #netlink: Netlink;
  readonly #remover: LinkRemover;
  readonly #failed: (what: string, error: unknown) => void;
  #up = false;
  #wanted = false;
  /** On its way down on another thread, as we asked. */
  #goesDown = false;
  #refused = false;
  #lowering: NodeJS.Timeout | undefined;

  constructor(
    index: number,
    netlink: Netlink,
    remover: LinkRemover,
    failed: (what: string, error: unknown) => void,
  ) {
    this.#index = index;
    this.#netlink = netlink;
    this.#remover = remover;
    this.#failed = failed;
  }

  raise(): void {
    this.#wanted = true;
    clearTimeout(this.#lowering);
    if (this.#up) return;
    try {
      this.#netlink.setLinkUp(this.#index, true);
      this.#up = true;
      this.#refused = false;
    } catch (error) {
      // Every advert asks for it.
      if (!this.#refused) this.#failed('raise-macvlan', error);
      this.#refused = true;
    }
  }

  /**
   * Up again where somebody else has set it down.
   * @param isUp as the kernel says
   * @returns whether that was so
   * @throws SystemError
   */
  keepUp(isUp: boolean): boolean {
    if (isUp || !this.#up || !this.#wanted || this.#goesDown) return false;
    this.#netlink.setLinkUp(this.#index, true);
    return true;
  }

  lower(): void {
    this.#wanted = false;
    clearTimeout(this.#lowering);
    if (this.#up) this.#lowering = setTimeout(() => this.#takeDown(), LOWER_AFTER_MS);
  }

  async close(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#lowering);
    await this.#remover.delete(this.#index).catch((error) => this.#failed('delete-macvlan', error));
  }

  #takeDown(): void {
    this.#up = false;
    this.#goesDown = true;
    this.#remover
      .setDown(this.#index)
      // It may have been needed again while it went down, and what raised it came too early.
      .then(() => this.#wanted && this.#netlink.setLinkUp(this.#index, true))
      .catch((error) => this.#failed('lower-macvlan', error))
      .finally(() => {
        this.#goesDown = false;
      });
  }
}
