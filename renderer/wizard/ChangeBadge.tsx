import type { DiscoveredHost, GoneHost } from '../../protocol/contract/hosts.ts';
import { Chip } from '../design/Chip.tsx';
import { useWords } from '../i18n/i18n.ts';

const tones = { new: 'accent', changed: 'warn', gone: 'unknown' } as const;

/** How a host differs from the last scan; nothing where it does not. What changed is said in words beside it. */
export function ChangeBadge({ host }: { host: DiscoveredHost | GoneHost }) {
  const { t } = useWords();
  const change = host.type === 'gone' ? 'gone' : host.change;
  if (change === undefined || change === 'same') return null;
  const changes = host.type === 'gone' ? [] : (host.changes ?? []);
  const details = changes.map(({ what, before }) =>
    t(`scan.changes.${what}`, { before: before ?? t('scan.nothing') }),
  );
  return (
    <>
      <Chip tone={tones[change]}>{t(`scan.badges.${change}`)}</Chip>
      {details.length > 0 ? <span className="small quiet scan-details">{details.join(' · ')}</span> : null}
    </>
  );
}
