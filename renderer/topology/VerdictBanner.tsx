import { CircleHelp, Ghost, Siren, TriangleAlert } from 'lucide-react';
import type { Topology } from '../../protocol/contract/topology.ts';
import { useFrom } from '../app/context.tsx';
import { formatList } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { phraseText } from '../i18n/phrase-text.ts';
import { presentMismatches } from './mismatches.ts';
import { claimants } from './roles.ts';
import { useSpeaker } from './use-speaker.ts';
import { verdictTone, visibleVerdict } from './verdict.ts';

const icons = { 'split-brain': Siren, disagree: TriangleAlert, 'no-owner': Ghost, unknown: CircleHelp };

/** Says in words what is wrong and what to do; silent while everything agrees. */
export function VerdictBanner({ topology }: { topology: Topology }) {
  const { t, language } = useWords();
  const speaker = useSpeaker();
  const connected = useFrom(
    (stores) => stores.engine.link,
    (link) => link.phase === 'open',
  );
  if (!connected) return null;
  /** Whose adverts arrive and are discarded: then it is not the segment's fault. */
  const deaf = presentMismatches(topology).flatMap(({ vrids, discards }) => (discards ? vrids : []));
  return topology.virtualRouters.map((router) => {
    const verdict = visibleVerdict(router, connected);
    if (verdict === 'owned') return null;
    const Icon = icons[verdict];
    const holders = formatList(claimants(router, connected), language);
    return (
      <div
        key={router.vrid}
        className={`notice tone-${verdictTone[verdict]}`}
        role={verdict === 'split-brain' ? 'alert' : 'status'}
        data-verdict={verdict}
      >
        <Icon size={18} aria-hidden />
        <div className="notice-body">
          <strong>
            {t(`verdict.${verdict}.title`, { vrid: router.vrid, vip: formatList(router.vips, language) })}
          </strong>
          <span className="soft">
            {router.unknownBecause
              ? phraseText(router.unknownBecause, language)
              : t(`verdict.${verdict}.body`, { holders })}
          </span>
          <span className="soft">
            {verdict === 'split-brain' && deaf.includes(router.vrid)
              ? t('verdict.split-brain.mismatch')
              : t(`verdict.${verdict}.todo`, speaker)}
          </span>
        </div>
      </div>
    );
  });
}
