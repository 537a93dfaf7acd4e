import { CircleX, Unplug } from 'lucide-react';
import type { NodeLink, RouterOwnership } from '../../protocol/contract/topology.ts';
import { Chip } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';

/** On a node's card, the gravest of what its own agent complains about; the words stand below the map. */
export function NodeBadge({ link, routers }: { link: NodeLink; routers: readonly RouterOwnership[] }) {
  const { t } = useWords();
  const mismatched = routers.some((router) =>
    router.witnesses.nodes.some(
      (report) =>
        report.node === link.name && report.mismatches.some(({ freshness }) => freshness === 'fresh'),
    ),
  );
  if (mismatched)
    return (
      <span className="map-badge">
        <Chip tone="warn" icon={<Unplug size={12} aria-hidden />}>
          {t('nodes.badgeMismatch')}
        </Chip>
      </span>
    );
  const count = link.reportFreshness === 'fresh' ? link.checks.filter(({ passing }) => !passing).length : 0;
  if (count === 0) return null;
  return (
    <span className="map-badge">
      <Chip tone="alarm" icon={<CircleX size={12} aria-hidden />}>
        {t('nodes.badgeChecks', { count })}
      </Chip>
    </span>
  );
}
