import type { Capture } from '../capture/capture.ts';
import type { Clock } from '../platform/clock.ts';
import { createBackoff } from './backoff.ts';

/** Nothing but a person changes these. */
const hopeless = ['capture.not-permitted', 'capture.unsupported'];

/**
 * Starts a capture that failed again, on its interface, as soon as that exists; a link that went away and came back
 * must not leave the picture grey. One that a person stopped stays off. Returns the end of it.
 */
export function keepCapturing(capture: Capture, clock: Clock): () => void {
  const backoff = createBackoff();
  let cancel: (() => void) | null = null;

  const hasFailed = () => {
    const { state, problem } = capture.status;
    return state === 'failed' && !hopeless.includes(problem?.code ?? '');
  };
  const look = () => {
    if (capture.status.state === 'running') backoff.started(clock.now());
    if (cancel || !hasFailed()) return;
    cancel = clock.after(backoff.failed(clock.now()), again);
  };
  const again = () => {
    cancel = null;
    const { interface: interfaceName } = capture.status;
    if (!hasFailed() || interfaceName === null) return;
    // An interface that is still missing changes no status: it is looked for again from here.
    capture.start(interfaceName).catch(look);
  };

  const unsubscribe = capture.onStatus(look);
  look();
  return () => {
    unsubscribe();
    cancel?.();
    // A start that is still under way must not plan another one.
    cancel = () => undefined;
  };
}
