import { CircleCheck, CircleX } from 'lucide-react';
import type { NodeCheck, NodeLink } from '../../protocol/contract/topology.ts';
import { wordDetail } from '../causes/word-cause.ts';
import { useWords } from '../i18n/i18n.ts';
import { Age } from './Age.tsx';
import { signed } from './use-part-words.ts';
import { useSpeaker } from './use-speaker.ts';

/** The health checks of both nodes; nothing in a lab without any. */
export function ChecksCard({ nodes, connected }: { nodes: readonly NodeLink[]; connected: boolean }) {
  const { t } = useWords();
  const speaker = useSpeaker();
  if (nodes.every(({ checks }) => checks.length === 0)) return null;
  return (
    <section className="card witnesses" aria-label={t('nodes.checks')}>
      <header className="row wrap between">
        <h2>{t('nodes.checks')}</h2>
        <span className="small quiet">{t('nodes.checksLead')}</span>
      </header>
      <ul className="node-reports">
        {nodes.map(({ name, checks, seenMs, reportFreshness }) => {
          const freshness = connected ? reportFreshness : 'stale';
          return (
            <li key={name} className="node-report">
              <div className={`evidence ${freshness}`} data-freshness={freshness}>
                <strong className="cut" title={name}>
                  {name}
                </strong>
                {checks.length === 0 ? (
                  <span className="small quiet">{t('nodes.checksNone', speaker)}</span>
                ) : null}
                <ul className="check-list">
                  {checks.map((check) => (
                    <CheckRow key={check.name} check={check} fresh={freshness === 'fresh'} />
                  ))}
                </ul>
                <span className="small quiet">
                  {freshness === 'fresh' ? null : <strong className="stale-word">{t('age.stale')} · </strong>}
                  <Age at={seenMs} />
                </span>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function CheckRow({ check, fresh }: { check: NodeCheck; fresh: boolean }) {
  const { t, language } = useWords();
  const { name, kind, passing, sinceMs, detail, weight } = check;
  const Icon = passing ? CircleCheck : CircleX;
  const tone = !fresh ? 'quiet' : passing ? 'ink-master' : 'ink-alarm';
  return (
    <li className="health-check" data-check={name} data-passing={passing}>
      <span className={`row ${tone}`}>
        <Icon size={15} aria-hidden />
        <strong className="cut" title={`${name} (${kind})`}>
          {name}
        </strong>
        <span className="flex-none">{t(passing ? 'nodes.passing' : 'nodes.failing')}</span>
        <span className="small quiet flex-none">
          <Age at={sinceMs} style="lasting" />
        </span>
      </span>
      <span className="small soft health-check-detail">
        {detail === '' ? null : `${wordDetail(detail, language)} · `}
        <span className="quiet">
          {weight === 0
            ? t('nodes.weightFault')
            : weight === null
              ? kind
              : t('nodes.weight', { weight: signed(weight) })}
        </span>
      </span>
    </li>
  );
}
