import { ArrowRight } from 'lucide-react';
import type { Topology, Transition } from '../../protocol/contract/topology.ts';
import { formatClock } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { phraseText } from '../i18n/phrase-text.ts';

interface Entry extends Transition {
  vrid: number;
}

/** "Why did it move?": every change of owner with its cause and whose word it is, newest first. */
export function Transitions({ topology }: { topology: Topology }) {
  const { t, language } = useWords();
  const entries: Entry[] = topology.virtualRouters
    .flatMap((router) => router.transitions.map((transition) => ({ ...transition, vrid: router.vrid })))
    .sort((a, b) => b.atMs - a.atMs);
  return (
    <section className="card transitions" aria-label={t('topology.why')}>
      <h2>{t('topology.why')}</h2>
      {entries.length === 0 ? <p className="small quiet">{t('topology.whyNone')}</p> : null}
      <ol className="transition-list">
        {entries.map((entry) => (
          <li key={`${entry.vrid}-${entry.atMs}-${entry.to ?? ''}`} className="transition">
            <time className="small num quiet" dateTime={new Date(entry.atMs).toISOString()}>
              {formatClock(entry.atMs, language)}
            </time>
            <span className="row">
              <span className="cut soft" title={entry.from ?? ''}>
                {entry.from ?? t('topology.nobody')}
              </span>
              <ArrowRight size={13} aria-label={t('topology.to')} className="quiet flex-none" />
              <strong className="cut" title={entry.to ?? ''}>
                {entry.to ?? t('topology.nobody')}
              </strong>
              {topology.virtualRouters.length > 1 ? (
                <span className="vrid num">VRID {entry.vrid}</span>
              ) : null}
            </span>
            <span className="small soft">
              {phraseText(entry.cause, language)}
              <span className="quiet"> · {t(`source.${entry.source === 'wire' ? 'wire' : 'nodes'}`)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
