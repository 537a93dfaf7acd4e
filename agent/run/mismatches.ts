/** What of the peers' adverts does not fit ours, counted by peer and kind. Bounded: anybody can send adverts. */
const MAX_ENTRIES = 32;

export interface Mismatch {
  source: string;
  what: string;
  count: number;
}

export class Mismatches {
  readonly #entries = new Map<string, Mismatch>();

  /** True where it is new. */
  note(source: string, what: string): boolean {
    const key = `${source} ${what}`;
    const known = this.#entries.get(key);
    if (known) {
      known.count += 1;
      return false;
    }
    if (this.#entries.size >= MAX_ENTRIES) return false;
    this.#entries.set(key, { source, what, count: 1 });
    return true;
  }

  list(): Mismatch[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }
}
