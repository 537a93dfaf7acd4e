import { ipv4Text, ipv6Text, macText } from './address.ts';

/**
 * A frame as a tree of fields, each with the bytes it stands in, so that a monitor can light them up.
 * Labels are the field names that Wireshark uses. Bytes that no field claims stand in a last node named "Data".
 */
export interface LayerNode {
  label: string;
  value: string;
  /** From the start of the frame. */
  offset: number;
  /** In bytes; fields of a few bits name the bytes that hold them. */
  length: number;
  children: LayerNode[];
}

/** Reads fields of one layer at offsets from the layer's start; fields beyond the captured bytes are left out. */
export class Fields {
  readonly nodes: LayerNode[] = [];
  readonly #bytes: Uint8Array;
  readonly #start: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#start = start;
  }

  number(offset: number, length: number): number {
    let value = 0;
    for (let at = 0; at < length; at += 1)
      value = value * 256 + (this.#bytes[this.#start + offset + at] ?? 0);
    return value;
  }

  add(label: string, offset: number, length: number, text: (at: number) => string): void {
    const at = this.#start + offset;
    if (at + length > this.#bytes.length) return;
    this.nodes.push({ label, value: text(at), offset: at, length, children: [] });
  }

  decimal(label: string, offset: number, length: number, unit = ''): void {
    this.add(label, offset, length, () => `${this.number(offset, length)}${unit}`);
  }

  hex(label: string, offset: number, length: number, note = ''): void {
    this.add(label, offset, length, () => `${hexText(this.number(offset, length), length)}${note}`);
  }

  mac(label: string, offset: number): void {
    this.add(label, offset, 6, (at) => macText(this.#bytes, at));
  }

  ipv4(label: string, offset: number): void {
    this.add(label, offset, 4, (at) => ipv4Text(this.#bytes, at));
  }

  ipv6(label: string, offset: number): void {
    this.add(label, offset, 16, (at) => ipv6Text(this.#bytes, at));
  }
}

export function hexText(value: number, length: number): string {
  return `0x${value.toString(16).padStart(length * 2, '0')}`;
}
