/**
 * When something began on a node, on this machine's clock. Only differences are taken from a node's clock, which may be
 * wrong by hours; what remains is how long the report was under way.
 *
 * @param seenMs when the report came in
 * @param nowNs the node's clock in that report
 */
export function nodeSinceMs(seenMs: number, nowNs: string | undefined, sinceNs: string): number {
  return seenMs - Math.max(0, Number(nanoseconds(nowNs) - nanoseconds(sinceNs)) / 1e6);
}

/** A node's word is checked before it is counted with: an exception here would end every picture. */
function nanoseconds(text: string | undefined): bigint {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : 0n;
}
