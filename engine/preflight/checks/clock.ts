import { type Outcome, pass, warn } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** More than this between two logs and a person looks for causes in the wrong second. */
const toleratedMs = 1000;

export const clock: HostCheck = {
  code: 'clock',
  judge: ({ facts }): Outcome => {
    if (facts.clock === null) return warn('clock.unknown');
    const { offsetMs, uncertaintyMs } = facts.clock;
    // Only what the exchange cannot have made up itself.
    const certainMs = Math.max(0, Math.abs(offsetMs) - uncertaintyMs);
    if (certainMs <= toleratedMs)
      return pass('clock.close', { offset: duration(Math.abs(offsetMs) + uncertaintyMs) });
    return warn('clock.apart', {
      offset: duration(Math.abs(offsetMs)),
      direction: offsetMs > 0 ? 'ahead of' : 'behind',
    });
  },
};

function duration(ms: number): string {
  return ms < 1000 ? `${Math.ceil(ms)} ms` : `${Number((ms / 1000).toFixed(1))} s`;
}
