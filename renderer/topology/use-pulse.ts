import { useEffect, useRef, useState } from 'react';

/** Counts up when `value` changes, at most once every `ms`. */
export function usePulse(value: number, ms: number): number {
  const [pulse, setPulse] = useState(0);
  const last = useRef({ value, at: 0 });
  useEffect(() => {
    if (value === last.current.value) return;
    const now = performance.now();
    if (now - last.current.at < ms) return;
    last.current = { value, at: now };
    setPulse((count) => count + 1);
  }, [value, ms]);
  return pulse;
}
