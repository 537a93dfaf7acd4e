import { isPcapMagic, PcapReader } from './pcap-reader.ts';
import type { CaptureDamage, CaptureRecord, RecordReader } from './pcap-record.ts';
import { PcapngReader, SECTION_HEADER } from './pcapng-reader.ts';

/** Reads pcap and pcapng alike: the first four bytes say which it is. */
export class CaptureFileReader implements RecordReader {
  #first: Uint8Array = new Uint8Array(0);
  #reader: RecordReader | undefined;
  #isForeign = false;

  push(chunk: Uint8Array): CaptureRecord[] {
    if (this.#reader) return this.#reader.push(chunk);
    if (this.#isForeign) return [];
    const bytes = new Uint8Array(this.#first.length + chunk.length);
    bytes.set(this.#first);
    bytes.set(chunk, this.#first.length);
    if (bytes.length < 4) {
      this.#first = bytes;
      return [];
    }
    const view = new DataView(bytes.buffer);
    if (view.getUint32(0) === SECTION_HEADER) this.#reader = new PcapngReader();
    else if (isPcapMagic(view)) this.#reader = new PcapReader();
    else this.#isForeign = true;
    return this.#reader?.push(bytes) ?? [];
  }

  end(): CaptureDamage | null {
    return this.#reader ? this.#reader.end() : { offset: 0, reason: 'not-a-capture' };
  }
}
