import { LINKTYPE_ETHERNET, pcapngHeader, pcapngPacket } from '../../protocol/wire/pcapng-writer.ts';
import type { Capture } from './capture.ts';

/** What the ring holds right now as a pcapng file, base64; works while the capture runs. */
export function exportCapture(capture: Capture): { frames: number; pcapng: string } {
  const entries = capture.ring.from(1, Number.POSITIVE_INFINITY);
  const interfaceName = capture.status.interface ?? 'unknown';
  const header = pcapngHeader({ application: 'Tandem', interfaceName, linkType: LINKTYPE_ETHERNET });
  const packets = entries.map(({ bytes, tsNs, originalLength }) =>
    pcapngPacket({ bytes, tsNs, originalLength }),
  );
  return { frames: entries.length, pcapng: Buffer.concat([header, ...packets]).toString('base64') };
}
