import type { TimelineEntry } from '../../protocol/contract/drills.ts';
import { wordTimeline } from '../causes/word-timeline.ts';
import { formatNumber } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';

/** The instants that the report names, as T0 to T4 of the usual reading of a failover. */
const instants: Partial<Record<TimelineEntry['what'], string>> = {
  inject: 'T0',
  'last-advert': 'T1',
  'first-advert': 'T2',
  'gratuitous-arp': 'T3',
  'icmp-back': 'T4',
};

export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t, language } = useWords();
  if (entries.length === 0) return null;
  const seen = new Set<string>();
  return (
    <div className="timeline">
      <h3>{t('drill.timeline')}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col" className="end">
              {t('drill.time')}
            </th>
            <th scope="col" aria-label={t('drill.instant')} />
            <th scope="col">{t('drill.event')}</th>
            <th scope="col">{t('drill.detail')}</th>
            <th scope="col">{t('topology.source')}</th>
          </tr>
        </thead>
        <tbody>
          {[...entries]
            .sort((a, b) => a.t - b.t)
            .map((entry, index) => {
              const name = instants[entry.what];
              const first = name !== undefined && !seen.has(name);
              if (name !== undefined) seen.add(name);
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be equal in every field
                <tr key={index} data-what={entry.what}>
                  <td className="num end">{`${entry.t >= 0 ? '+' : '−'}${formatNumber(Math.abs(entry.t), language, 1)} ms`}</td>
                  <td>{first ? <span className="instant num">{name}</span> : null}</td>
                  <td>{t(`drill.what.${entry.what}`)}</td>
                  <td className="small soft">{wordTimeline(entry.detail, language, t)}</td>
                  <td className="small quiet">{t(`drill.from.${entry.source}`)}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </div>
  );
}
