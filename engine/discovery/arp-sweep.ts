import type { AbortSignalLike } from '../../protocol/rpc/handlers.ts';
import { runProbe } from '../capture/probe.ts';

export interface SweepTarget {
  interface: string;
  /** An own address on the interface. */
  source: string;
  from: string;
  to: string;
}

export interface SweepVoice {
  onHost(ip: string, mac: string): void;
  onAsked(asked: number, total: number): void;
}

/** Asks a range by ARP through the tap. Resolves to whether it could; hosts are told as they answer. */
export async function arpSweep(
  tapArgv: readonly string[],
  target: SweepTarget,
  { onHost, onAsked }: SweepVoice,
  signal: AbortSignalLike,
): Promise<boolean> {
  const options = ['sweep', '--interface', target.interface, '--source', target.source];
  let could = true;
  const { promise: wholeRange, resolve: allAsked } = Promise.withResolvers<void>();
  const probe = runProbe(tapArgv, [...options, '--from', target.from, '--to', target.to], (line) => {
    if (line.kind === 'sweep') onHost(line.address, line.mac);
    if (line.kind === 'swept') {
      onAsked(line.asked, line.total);
      if (line.asked === line.total) allAsked();
    }
    if (line.kind === 'problem') could = false;
  });
  signal.addEventListener('abort', probe.stop);
  // The tap's last word is not its end: the kernel takes its time to close a packet socket.
  const ended = probe.ended.then(({ status }) => could && status === 0);
  return Promise.race([ended, wholeRange.then(() => true)]);
}
