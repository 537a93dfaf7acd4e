import { useFrom } from '../app/context.tsx';
import { Chip, Shape } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';
import { verdictTone, visibleVerdict } from '../topology/verdict.ts';

/** Who holds it now, for the lab that is being watched. */
export function LiveOwner({ vrid }: { vrid: number }) {
  const { t } = useWords();
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  const router = useFrom(
    (stores) => stores.topology.store,
    (state) => state.topology?.virtualRouters.find((candidate) => candidate.vrid === vrid),
  );
  if (!router) return <span className="quiet small">VRID {vrid}</span>;
  const verdict = visibleVerdict(router, connected);
  const tone = verdictTone[verdict];
  return (
    <Chip tone={tone} icon={<Shape name={tone} />}>
      {verdict === 'owned' && router.owner ? router.owner : t(`verdict.${verdict}.short`)}
    </Chip>
  );
}
