import { setTimeout } from 'node:timers/promises';
import { connectsAtOnce, connectTimeoutMs } from '../../protocol/contract/scan-range.ts';
import type { SweepVoice } from './arp-sweep.ts';
import type { KnownOfHost } from './describe-host.ts';
import { readNeighbours } from './neighbours.ts';
import { probePort } from './port-probe.ts';

/** The kernel forgets neighbours of a large range; what it knows is read this often, in connects. */
const neighboursEvery = 512;
const progressEvery = 32;
/** Each connect is an ARP broadcast: of a hundred at once a switch drops some, and so of their repetitions. */
const connectEveryMs = 3;
/** The kernel asks three times, a second apart (arp(7), mcast_solicit): the last reply comes after the connect's end. */
const lateReplyMs = 600;

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
    for (const { ip } of await readNeighbours()) if (wanted.has(ip)) find(ip, { mac: null });
  };
  let lastTurn = Number.NEGATIVE_INFINITY;
  const turn = () => {
    lastTurn = Math.max(lastTurn + connectEveryMs, performance.now());
    return setTimeout(Math.max(0, lastTurn - performance.now()));
  };
  let asked = 0;
  const queue = addresses.values();
  const worker = async () => {
    for (const ip of queue) {
      await turn();
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
  if (isCancelled()) return;
  await setTimeout(lateReplyMs);
  await findNeighbours();
}
