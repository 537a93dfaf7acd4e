import { connectsAtOnce, connectTimeoutMs } from '../../protocol/contract/scan-range.ts';
import type { SweepVoice } from './arp-sweep.ts';
import type { KnownOfHost } from './describe-host.ts';
import { readNeighbours } from './neighbours.ts';
import { probePort } from './port-probe.ts';

/** The kernel forgets neighbours of a large range; what it knows is read this often, in connects. */
const neighboursEvery = 512;
const progressEvery = 32;

/**
 * Without any privilege: a TCP connect to port 22 makes the kernel ask for the MAC address, so that a host which drops
 * the connect is still found in the neighbour table.
 */
export async function connectSweep(
  addresses: readonly string[],
  find: (ip: string, known: KnownOfHost) => void,
  onAsked: SweepVoice['onAsked'],
  isCancelled: () => boolean,
): Promise<void> {
  const wanted = new Set(addresses);
  const findNeighbours = async () => {
    for (const { ip } of await readNeighbours()) if (wanted.has(ip)) find(ip, { mac: null, banner: null });
  };
  let asked = 0;
  const queue = addresses.values();
  const worker = async () => {
    for (const ip of queue) {
      if (isCancelled()) return;
      const answer = await probePort(ip, 22, connectTimeoutMs, true);
      asked++;
      if (answer.kind !== 'silent')
        find(ip, { mac: null, banner: answer.kind === 'open' ? answer.banner : null });
      if (asked % progressEvery === 0) onAsked(asked, addresses.length);
      if (asked % neighboursEvery === 0) await findNeighbours();
    }
  };
  await Promise.all(Array.from({ length: connectsAtOnce }, worker));
  await findNeighbours();
}
