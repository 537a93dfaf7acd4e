import { close, sendElsewhere } from '../native/libc.ts';
import { ENODEV } from '../native/system-error.ts';
import { deleteLinkRequest, setLinkUpRequest } from './link-requests.ts';
import { openRouteSocket, RECEIVE_LENGTH, receiveAnswer } from './route-socket.ts';

/**
 * Takes interfaces down and away, one after the other, on another thread: the kernel waits for every processor to let
 * go of a macvlan, some 15 ms, and adverts do not wait.
 */
export class LinkRemover {
  readonly #fd = openRouteSocket(0);
  readonly #buffer = Buffer.alloc(RECEIVE_LENGTH);
  #sequence = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws SystemError */
  setDown(index: number): Promise<void> {
    return this.#change((sequence) => setLinkUpRequest(sequence, index, false));
  }

  /** One that is not there any more is fine. @throws SystemError */
  delete(index: number): Promise<void> {
    return this.#change((sequence) => deleteLinkRequest(sequence, index));
  }

  /** After what was asked for is done. */
  async close(): Promise<void> {
    await this.#last;
    close(this.#fd);
  }

  #change(request: (sequence: number) => Buffer): Promise<void> {
    const change = this.#last.then(async () => {
      this.#sequence += 1;
      const sequence = this.#sequence;
      await sendElsewhere(this.#fd, request(sequence));
      receiveAnswer(this.#fd, this.#buffer, sequence, ENODEV);
    });
    this.#last = change.catch(() => {});
    return change;
  }
}
