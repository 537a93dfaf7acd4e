/** What fails with every advert is said once in a while, with how often it happened meanwhile. */
const SAID_AGAIN_NS = 10_000_000_000n;

export interface Failure {
  what: string;
  cause: string;
  /** How many more there were since the last one that was said; absent for none. */
  more?: number;
}

export class RepeatedFailures {
  readonly #clockNs: () => bigint;
  readonly #say: (failure: Failure) => void;
  readonly #said = new Map<string, { atNs: bigint; cause: string; more: number }>();

  constructor(clockNs: () => bigint, say: (failure: Failure) => void) {
    this.#clockNs = clockNs;
    this.#say = say;
  }

  failed(what: string, error: unknown): void {
    const cause = error instanceof Error ? error.message : String(error);
    const last = this.#said.get(what);
    const atNs = this.#clockNs();
    if (last && last.cause === cause && atNs - last.atNs < SAID_AGAIN_NS) {
      last.more += 1;
      return;
    }
    this.#say({ what, cause, ...(last && last.more > 0 ? { more: last.more } : {}) });
    this.#said.set(what, { atNs, cause, more: 0 });
  }
}
