import type { ReceivedPacket } from '../../protocol/vrrp/validate-advert.ts';

/** An IPv4 header without options and the first four bytes of VRRP, in words. */
const FIRST_WORDS = 6;
/** Of the words of the header, in the machine's byte order: identification with flags, and protocol with checksum. */
const IDENTIFICATION = 1;
const CHECKSUM = 2;
const FLAGS_AND_OFFSET = 0xffff0000;
const TTL_AND_PROTOCOL = 0x0000ffff;
/** The word that begins with VRRP's version; its second byte is the VRID. */
const VRRP_START = 5;

interface Known {
  words: Uint32Array;
  length: number;
  packet: ReceivedPacket;
}

/**
 * The IPv4 packet that came last for each VRID, and what was read from it. A master repeats itself up to a hundred times
 * a second: what differs from one packet to the next is their identification, and with it the header's checksum, which
 * the kernel has checked. Little-endian, as both architectures are.
 */
export class RepeatedPackets {
  readonly #known: (Known | undefined)[] = [];

  /** @param at of the packet in `words` @param length of the packet, bytes */
  find(words: Uint32Array, at: number, length: number): ReceivedPacket | undefined {
    const known = this.#known[vridOf(words, at)];
    if (known === undefined || known.length !== length) return undefined;
    const { words: last } = known;
    for (let word = 0; word < last.length; word += 1)
      if (words[at + word] !== last[word] && !onlyVaries(word, words[at + word] ?? 0, last[word] ?? 0))
        return undefined;
    return known.packet;
  }

  /** @param packet what it says; handed out again as it is, so nothing of it may be the receiver's memory */
  remember(words: Uint32Array, at: number, length: number, packet: ReceivedPacket): void {
    if (length % 4 !== 0 || length < FIRST_WORDS * 4) return;
    this.#known[vridOf(words, at)] = { words: words.slice(at, at + length / 4), length, packet };
  }
}

function vridOf(words: Uint32Array, at: number): number {
  return ((words[at + VRRP_START] ?? 0) >>> 8) & 0xff;
}

/** Whether a word that differs does so only in what differs between two packets that say the same. */
function onlyVaries(word: number, one: number, other: number): boolean {
  if (word === IDENTIFICATION) return ((one ^ other) & FLAGS_AND_OFFSET) === 0;
  return word === CHECKSUM && ((one ^ other) & TTL_AND_PROTOCOL) === 0;
}
