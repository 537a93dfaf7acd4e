import { useEffect, useState } from 'react';

/** Renders the caller again every `ms`, with the page's monotonic time. For ages, and only where one is on screen. */
export function useTick(ms: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const id = setInterval(() => setNow(performance.now()), ms);
    return () => clearInterval(id);
  }, [ms]);
  return now;
}
