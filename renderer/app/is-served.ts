import type { LabSummary } from '../../protocol/contract/labs.ts';
import type { RouterOwnership } from '../../protocol/contract/topology.ts';

const addressOf = (entry: string) => entry.split('/')[0];

/**
 * Somebody serves the lab's address: it is deployed, or its own nodes speak for it without Tandem's doing. A lab that is
 * still being typed has an address that was merely suggested, whoever else speaks on its segment.
 */
export function isServed(
  { deployedMs }: Pick<LabSummary, 'deployedMs'>,
  { vips, witnesses: { wire, nodes } }: Pick<RouterOwnership, 'vips' | 'witnesses'>,
): boolean {
  const own = vips.map(addressOf);
  const names = (addresses: readonly string[]) => addresses.some((entry) => own.includes(addressOf(entry)));
  return (
    deployedMs !== null ||
    wire.some(({ node, addresses }) => node !== null && names(addresses)) ||
    nodes.some(({ addressesHeld }) => names(addressesHeld))
  );
}
