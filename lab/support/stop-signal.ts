/**
 * Aborts at Ctrl+C, at kill and when the terminal goes away, so that a run can put away what it made. The process stays
 * until it is done with that: npm hands on a signal that the terminal has sent to everybody already, so that each may
 * come twice.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  return stop.signal;
}

/** Every step in turn, also when one before it failed. @throws the first step's error when all are done */
export async function putAway(...steps: (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps)
    try {
      await step();
    } catch (error) {
      errors.push(error);
    }
  if (errors.length > 0) throw errors[0];
}
