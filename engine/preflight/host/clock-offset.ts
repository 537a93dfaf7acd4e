import type { ClockOffset } from './facts.ts';

/**
 * What a host's `date +%s%N` says of its clock, read between two looks at this machine's. The half of the exchange is
 * the best guess for when it was read, and half the round trip its error (RFC 5905, 8). Null where it is no such number.
 */
export function clockOffset(reading: {
  sentMs: number;
  receivedMs: number;
  text: string;
}): ClockOffset | null {
  const { sentMs, receivedMs, text } = reading;
  if (!/^\d{12,20}$/.test(text.trim())) return null;
  const hostMs = Number(BigInt(text.trim()) / 1000n) / 1000;
  const uncertaintyMs = (receivedMs - sentMs) / 2;
  return { offsetMs: hostMs - sentMs - uncertaintyMs, uncertaintyMs };
}
