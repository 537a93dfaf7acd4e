/** What of the peers' adverts does not fit ours, counted by peer and kind. Bounded: anybody can send adverts. */
const MAX_ENTRIES = 32;

export interface Mismatch {
  source: string;
  what: string;
  count: number;
}

/**
 * A flood from made-up addresses hides nothing: what came last is always there, and a peer that is known goes last,
 * whatever others send. Nor does it fill the log: once the list is full, only what concerns a known peer is news.
 */
export class Mismatches {
  readonly #isKnown: (source: string) => boolean;
  /** The one that was seen last stands last. */
  readonly #entries = new Map<string, Mismatch>();

  /** @param isKnown whether this is a configured peer, or the master */
  constructor(isKnown: (source: string) => boolean) {
    this.#isKnown = isKnown;
  }

  /** True where it is news. */
  note(source: string, what: string): boolean {
    const key = `${source} ${what}`;
    const known = this.#entries.get(key);
    if (known) {
      known.count += 1;
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return false;
    }
    const isFull = this.#entries.size >= MAX_ENTRIES;
    if (isFull) this.#forgetOne();
    this.#entries.set(key, { source, what, count: 1 });
    return !isFull || this.#isKnown(source);
  }

  list(): Mismatch[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  #forgetOne(): void {
    let oldest: string | undefined;
    for (const [key, { source }] of this.#entries) {
      oldest ??= key;
      if (this.#isKnown(source)) continue;
      oldest = key;
      break;
    }
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
