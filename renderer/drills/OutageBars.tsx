import type { DrillReport } from '../../protocol/contract/drills.ts';
import { wordPhrase } from '../../protocol/contract/phrase.ts';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';

/** The outage that matters to a client: the longest of what the probes saw. */
export function worstOutage(measured: DrillReport['measured']): number | null {
  const seen = Object.values(measured.outageMs).filter((value) => value !== null);
  return seen.length === 0 ? null : Math.max(...seen);
}

/** Predicted range and measured outage on one scale. */
export function OutageBars({ report }: { report: DrillReport }) {
  const { t, language } = useWords();
  const { predicted, measured } = report;
  const worst = worstOutage(measured);
  const scale = Math.max(predicted.maxMs, worst ?? 0) * 1.12 || 1;
  const percent = (ms: number) => `${(ms / scale) * 100}%`;
  return (
    <figure className="outage" aria-label={t('drill.outage')}>
      <div className="outage-row">
        <span className="outage-name">{t('drill.predictedOutage')}</span>
        <span className="outage-track">
          <span
            className="outage-range"
            style={{
              insetInlineStart: percent(predicted.minMs),
              width: percent(Math.max(scale * 0.004, predicted.maxMs - predicted.minMs)),
            }}
          />
          <span className="outage-tick" style={{ insetInlineStart: percent(predicted.outageMs) }} />
        </span>
        <strong className="num outage-value" data-testid="drill-outage-predicted">
          {formatMs(predicted.outageMs, language)}
        </strong>
      </div>
      <div className="outage-row">
        <span className="outage-name">{t('drill.measuredOutage')}</span>
        <span className="outage-track">
          {worst === null ? null : (
            <span className={`outage-bar verdict-${report.verdict}`} style={{ width: percent(worst) }} />
          )}
        </span>
        <strong className="num outage-value" data-testid="drill-outage-measured">
          {worst === null ? t('drill.noOutage') : formatMs(worst, language)}
        </strong>
      </div>
      <figcaption className="small quiet">
        {t('drill.outageCaption', {
          min: formatMs(predicted.minMs, language),
          max: formatMs(predicted.maxMs, language),
          step: formatMs(measured.probeStepMs, language),
        })}{' '}
        {wordPhrase(predicted.basis, language)}
      </figcaption>
    </figure>
  );
}
