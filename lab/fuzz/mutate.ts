import type { Random } from './random.ts';

/** Turns valid inputs into ones that are nearly valid: those reach deeper than noise does. */
type Mutation = (bytes: Uint8Array, random: Random, seeds: readonly Uint8Array[]) => Uint8Array;

/** No input grows beyond it. */
const MAX_LENGTH = 64 * 1024;
const tellingNumbers = [
  0, 1, 2, 3, 4, 7, 8, 12, 16, 28, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

const flipBit: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return bytes;
};

const setByte: Mutation = (bytes, random) => {
  bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
};

/** Where a length or a count may stand: at multiples of two. */
const editLength: Mutation = (bytes, random) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = random.below(3) === 0 ? random.below(bytes.length * 2) : random.pick(tellingNumbers);
  const isWide = random.below(2) === 0;
  const last = bytes.length - (isWide ? 4 : 2);
  if (last < 0) return bytes;
  const at = random.below(Math.floor(last / 2) + 1) * 2;
  if (isWide) view.setUint32(at, value, random.below(2) === 0);
  else view.setUint16(at, value & 0xffff, random.below(2) === 0);
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length));

const join = (...parts: Uint8Array[]) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.subarray(0, MAX_LENGTH);
};

/** The start of one and the end of another. */
const splice: Mutation = (bytes, random, seeds) => {
  const other = random.pick(seeds);
  return join(bytes.subarray(0, random.below(bytes.length)), other.subarray(random.below(other.length)));
};

const repeatPart: Mutation = (bytes, random) => {
  const start = random.below(bytes.length);
  const end = start + random.below(bytes.length - start);
  return join(bytes.subarray(0, end), bytes.subarray(start, end), bytes.subarray(end));
};

const removePart: Mutation = (bytes, random) => {
  const start = random.below(bytes.length);
  const end = start + random.below(Math.min(64, bytes.length - start) + 1);
  return join(bytes.subarray(0, start), bytes.subarray(end));
};

const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x0a;

/** Puts a word of the text somewhere else in it. */
const moveToken: Mutation = (bytes, random) => {
  let start = random.below(bytes.length);
  while (start > 0 && !isSpace(bytes[start - 1])) start -= 1;
  let end = start;
  while (end < bytes.length && !isSpace(bytes[end])) end += 1;
  const target = random.below(start + 1);
  const token = bytes.slice(start, Math.min(end + 1, bytes.length));
  const head = bytes.subarray(0, target);
  return join(head, token, bytes.subarray(target, start), bytes.subarray(start + token.length));
};

const mutations = [flipBit, setByte, editLength, truncate, splice, repeatPart, removePart, moveToken];

/** One of the seeds, changed one to four times. */
export function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes: Uint8Array = random.pick(seeds).slice();
  for (let count = 1 + random.below(4); count > 0 && bytes.length > 0; count -= 1)
    bytes = random.pick(mutations)(bytes, random, seeds);
  return bytes;
}
