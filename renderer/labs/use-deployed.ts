import type { LabSummary } from '../../protocol/contract/labs.ts';
import { useFrom } from '../app/context.tsx';

/** Whether the open lab is on its hosts. The record may say so and the hosts not: then the hosts are right. */
export function useDeployed(summary: LabSummary | null): 'yes' | 'no' | 'gone' {
  const gone = useFrom(
    (stores) => stores.topology.store,
    ({ topology }) => topology?.nodes.every(({ agent }) => agent === 'not-deployed') === true,
  );
  if (!summary || summary.deployedMs === null) return 'no';
  return gone ? 'gone' : 'yes';
}
