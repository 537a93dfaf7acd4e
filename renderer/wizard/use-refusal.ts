import { useEffect, useRef, useState } from 'react';
import { goToField, type Wrong } from './wrongs.ts';

export interface Refusal {
  /** What is wrong now; empty until something was refused. */
  shown: readonly Wrong[];
  summary: React.RefObject<HTMLElement | null>;
  /** True where something is wrong: then the focus goes to it. */
  refuse(): boolean;
}

/**
 * A single mistake takes the focus to its field; of several the summary takes it, which leads to each of them. It is over
 * when everything is mended: what is typed after that is judged at its field again.
 */
export function useRefusal(wrongs: readonly Wrong[], onRefused?: () => void): Refusal {
  const [refusals, setRefusals] = useState(0);
  const summary = useRef<HTMLElement>(null);
  const latest = useRef(wrongs);
  latest.current = wrongs;
  useEffect(() => {
    if (refusals === 0) return;
    const [only, ...others] = latest.current;
    if (only && others.length === 0) goToField(only.field);
    else summary.current?.focus();
  }, [refusals]);
  const isMended = wrongs.length === 0;
  useEffect(() => {
    if (isMended) setRefusals(0);
  }, [isMended]);
  const refuse = () => {
    if (wrongs.length === 0) return false;
    onRefused?.();
    setRefusals((before) => before + 1);
    return true;
  };
  return { shown: refusals > 0 ? wrongs : [], summary, refuse };
}
