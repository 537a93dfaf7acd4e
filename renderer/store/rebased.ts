/** What was typed over `before`, over `now` instead: whatever nobody touched is as it is now, field by field. */
export function rebased<T>(typed: T, before: T, now: T): T {
  if (!isParts(typed) || !isParts(before) || !isParts(now)) return Object.is(typed, before) ? now : typed;
  const parts = Object.keys(now).map((key) => [key, rebased(typed[key], before[key], now[key])]);
  return (Array.isArray(now) ? parts.map(([, part]) => part) : Object.fromEntries(parts)) as T;
}

const isParts = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
