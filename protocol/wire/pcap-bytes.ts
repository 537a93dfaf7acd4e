/**
 * What has come of a file and was not yet used. Grows by what is pushed, never by what the file claims.
 */
export class PendingBytes {
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #skip = 0;
  #offset = 0;

  /** Of the first unused byte, from the start of the file. */
  get offset(): number {
    return this.#offset;
  }

  get length(): number {
    return this.#bytes.length - this.#at;
  }

  /** Bytes that were promised to be passed over and have not come yet. */
  get owed(): number {
    return this.#skip;
  }

  push(chunk: Uint8Array): void {
    const passed = Math.min(this.#skip, chunk.length);
    this.#skip -= passed;
    this.#offset += passed;
    const rest = new Uint8Array(this.length + chunk.length - passed);
    rest.set(this.#bytes.subarray(this.#at));
    rest.set(chunk.subarray(passed), this.length);
    this.#bytes = rest;
    this.#at = 0;
  }

  /** The next `length` bytes, which stay; undefined until they are there. */
  peek(length: number): DataView | undefined {
    if (this.length < length) return undefined;
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#at, length);
  }

  /** Passes over so many bytes, those that have not come yet included. */
  drop(length: number): void {
    const present = Math.min(length, this.length);
    this.#at += present;
    this.#offset += present;
    this.#skip += length - present;
  }
}
