import { decodeFrame, type LinkLayer } from './decode-frame.ts';
import type { Frame } from './frame.ts';
import type { CaptureRecord } from './pcap-record.ts';

/** LINKTYPE_ numbers that are decoded (the registry at tcpdump.org). */
const linkLayers: ReadonlyMap<number, LinkLayer> = new Map([
  [1, 'ethernet'],
  [101, 'ip'],
  [113, 'linux-sll'],
  [228, 'ip'],
  [229, 'ip'],
  [276, 'linux-sll2'],
]);

/** @param no counts from 1 within the file */
export function decodeRecord({ bytes, tsNs, originalLength, linkType }: CaptureRecord, no: number): Frame {
  return decodeFrame(bytes, { no, tsNs, originalLength }, linkLayers.get(linkType) ?? 'unknown');
}
