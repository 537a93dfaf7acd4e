import { runProbe } from '../capture/probe.ts';
import type { TapCommand } from '../capture/tap-command.ts';
import { type Clock, delay } from '../platform/clock.ts';
import { createBackoff } from './backoff.ts';

const intervalMs = 1000;

/**
 * Asks for one VIP once a second until the signal aborts, again after an interface went away and came back.
 * Who answers is seen by the capture, with the wire's time; that nobody does is only known here.
 */
export async function askForVip(
  { tap, clock }: { tap: TapCommand; clock: Clock },
  { segment, vip }: { segment: string; vip: string },
  onQuestion: (isAnswered: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  const address = vip.split('/')[0] ?? vip;
  const options = ['arp', '--interface', segment, '--address', address, '--interval', String(intervalMs)];
  const backoff = createBackoff();
  while (!signal.aborted) {
    const probe = runProbe(tap.argv, options, (line) => {
      if (line.kind !== 'arp') return;
      backoff.started(clock.now());
      onQuestion(line.replies.length > 0);
    });
    signal.addEventListener('abort', probe.stop, { once: true });
    await probe.ended;
    signal.removeEventListener('abort', probe.stop);
    await delay(clock, backoff.failed(clock.now()), signal);
  }
}
