/** Why a virtual router must not be master: it may only once every reason is gone. */
export class Faults {
  readonly #causes = new Map<string, string>();

  /** By key, in the order in which they came. */
  get all(): ReadonlyMap<string, string> {
    return this.#causes;
  }

  /** True where it is the first reason. */
  add(key: string, cause: string): boolean {
    const first = this.#causes.size === 0;
    this.#causes.set(key, cause);
    return first;
  }

  /** True where it was the last reason. */
  remove(key: string): boolean {
    return this.#causes.delete(key) && this.#causes.size === 0;
  }
}
