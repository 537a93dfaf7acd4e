/** One look at the thing that a check is about. */
export interface ProbeResult {
  ok: boolean;
  /** For people, one line. */
  detail: string;
}

/** Never rejects. When `signal` is aborted it answers at once, bad, with the reason's text as its detail. */
export type Probe = (signal: AbortSignal) => Promise<ProbeResult>;

export const good = (detail: string): ProbeResult => ({ ok: true, detail });
export const bad = (detail: string): ProbeResult => ({ ok: false, detail });

/** What an error says; connecting to a name with several addresses fails with several errors. */
export function errorText(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(errorText).join('; ');
  return error instanceof Error ? error.message : String(error);
}

export function abortResult(signal: AbortSignal): ProbeResult {
  return bad(errorText(signal.reason));
}

/**
 * The first answer counts, be it one of `begin`'s or the abort.
 * @param begin starts the probe and returns what takes it down; called afterwards whatever the answer
 */
export function firstAnswer(
  signal: AbortSignal,
  begin: (answer: (result: ProbeResult) => void) => () => void,
): Promise<ProbeResult> {
  if (signal.aborted) return Promise.resolve(abortResult(signal));
  return new Promise((resolve) => {
    let end: (() => void) | undefined;
    let answered = false;
    const answer = (result: ProbeResult) => {
      if (answered) return;
      answered = true;
      signal.removeEventListener('abort', aborted);
      end?.();
      resolve(result);
    };
    const aborted = () => answer(abortResult(signal));
    signal.addEventListener('abort', aborted);
    try {
      end = begin(answer);
    } catch (error) {
      answer(bad(errorText(error)));
    }
    if (answered) end?.();
  });
}
