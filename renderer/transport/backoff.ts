const firstMs = 250;
const longestMs = 5000;

/** Doubles from a quarter of a second to five, with up to a fifth taken off so that many windows do not knock at once. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempt - 1));
  return Math.round(full * (1 - random * 0.2));
}
