import { type Evidence, isVirtualMac } from './evidence.ts';

/** A node is known by its own address, and by the address that it said to send from while it was master. */
export function nodeOfAddress(evidence: Evidence, address: string): string | null {
  const node = evidence.lab.nodes.find(({ host }) => host === address);
  return node?.name ?? evidence.sources.get(address) ?? null;
}

/** An IPv6 speaker sends from a link-local address (RFC 9568, 5.1.2.1), which no lab names: its MAC address tells. */
export function nodeOfMac(evidence: Evidence, mac: string | undefined): string | null {
  if (mac === undefined || isVirtualMac(mac)) return null;
  return nodeOfAddress(evidence, evidence.macs.get(mac) ?? '');
}

/** Which node sent it, by all that is known of its addresses; null for a stranger. */
export function nodeOfSender(evidence: Evidence, source: string, mac: string | undefined): string | null {
  return nodeOfAddress(evidence, source) ?? nodeOfMac(evidence, mac);
}
