import { Chip, Shape } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';
import { verdictTone, visibleVerdict } from '../topology/verdict.ts';
import { useFrom, useLab } from './context.tsx';
import { isServed } from './is-served.ts';

/** The one question people open Tandem for, answered on every screen: who holds it? */
export function OwnerSummary() {
  const { t } = useWords();
  const summary = useLab();
  const router = useFrom(
    (stores) => stores.topology.store,
    (state) => state.topology?.virtualRouters[0],
  );
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  if (!router || !summary || !isServed(summary, router)) return null;
  const verdict = visibleVerdict(router, connected);
  const tone = verdictTone[verdict];
  const vip = router.vips[0]?.replace(/\/.*$/, '') ?? '';
  return (
    <span className="owner-summary" title={router.vips.join(', ')} data-testid="owner-summary">
      <span className="mono soft">{vip}</span>
      <Chip tone={tone} icon={<Shape name={tone} />}>
        {verdict === 'owned' && router.owner ? router.owner : t(`verdict.${verdict}.short`)}
      </Chip>
    </span>
  );
}
