/** A packet of a capture file, whatever the file's format. */
export interface CaptureRecord {
  /** Nanoseconds since the epoch; 0 where the format has no time for it. */
  tsNs: bigint;
  /** Bytes on the wire; at least as many as were captured. */
  originalLength: number;
  /** Its own copy. */
  bytes: Uint8Array;
  /** LINKTYPE_ number. */
  linkType: number;
}

/**
 * Why a file is not read to its end.
 *
 * - not-a-capture: its first bytes are neither pcap's nor pcapng's
 * - truncated: it ends inside a record
 * - version-unknown: pcap other than 2.x, pcapng other than 1.x
 * - length-wrong: a record's length cannot be, or its two copies differ
 * - byte-order-wrong: a pcapng section without the byte-order magic
 * - interface-unknown: a pcapng packet of an interface that its section has not described: neither its time nor what it
 *   is can be told (Wireshark ends there too: wiretap/pcapng.c, "interface index … is not less than")
 * - too-many-interfaces: more interfaces in one pcapng section than a reader keeps
 */
export type DamageReason =
  | 'not-a-capture'
  | 'truncated'
  | 'version-unknown'
  | 'length-wrong'
  | 'byte-order-wrong'
  | 'interface-unknown'
  | 'too-many-interfaces';

export interface CaptureDamage {
  /** Of the record that cannot be read, from the start of the file: all before it was delivered. */
  offset: number;
  reason: DamageReason;
}

/** Reads one format from chunks of any size. */
export interface RecordReader {
  /** The records that are complete with this chunk; none after damage. */
  push(chunk: Uint8Array): CaptureRecord[];
  /** After the last chunk: what was wrong, or null. */
  end(): CaptureDamage | null;
}

/** The longest packet that is believed (libpcap's MAXIMUM_SNAPLEN). */
export const MAX_PACKET_LENGTH = 262_144;

/** A copy of a part of a view. */
export function copyOf(view: DataView, offset: number, length: number): Uint8Array {
  return new Uint8Array(new Uint8Array(view.buffer, view.byteOffset + offset, length));
}
