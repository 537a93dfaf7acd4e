import type { DrillReport } from '../../protocol/contract/drills.ts';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { phraseText } from '../i18n/phrase-text.ts';
import { answeredAfterDeath, outageOf } from './outage.ts';

/** Predicted range and measured outage on one scale. */
export function OutageBars({ report }: { report: DrillReport }) {
  const { t, language } = useWords();
  const { predicted } = report;
  const outage = outageOf(report.measured);
  const scale = Math.max(predicted.maxMs, outage?.ms ?? 0) * 1.12 || 1;
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
        <span className="outage-name">
          {t('drill.measuredOutage')}
          {outage ? <span className="small quiet"> · {t(`drill.probe.${outage.probe}`)}</span> : null}
        </span>
        <span className="outage-track">
          {outage === null ? null : (
            <span className={`outage-bar verdict-${report.verdict}`} style={{ width: percent(outage.ms) }} />
          )}
        </span>
        <strong className="num outage-value" data-testid="drill-outage-measured">
          {outage === null ? t('drill.noOutage') : formatMs(outage.ms, language)}
        </strong>
      </div>
      {answeredAfterDeath(report) ? <p className="small soft">{t('drill.leftover')}</p> : null}
      <figcaption className="small quiet">
        {t('drill.outageCaption', {
          min: formatMs(predicted.minMs, language),
          max: formatMs(predicted.maxMs, language),
        })}{' '}
        {outage
          ? t('drill.outageStep', {
              probe: t(`drill.probe.${outage.probe}`),
              step: formatMs(outage.stepMs, language),
            })
          : null}{' '}
        {phraseText(predicted.basis, language)}
      </figcaption>
    </figure>
  );
}
