import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import type { DraftRouter } from '../store/wizard.ts';
import { crashRangeMs, masterDownMs, skewMs } from './predicted.ts';

interface PredictionProps {
  names: [string, string];
  /** Null while the form has errors: no number is better than a wrong one. */
  router: DraftRouter | null;
}

/** What the chosen times will cost, as the arithmetic that it is. */
export function Prediction({ names, router }: PredictionProps) {
  const { t, language } = useWords();
  const ms = (value: number) => formatMs(value, language);
  if (!router)
    return (
      <aside className="card prediction" aria-label={t('wizard.vip.predicted')}>
        <h2>{t('wizard.vip.predicted')}</h2>
        <p className="quiet">—</p>
      </aside>
    );
  const master = router.priorities[0] > router.priorities[1] ? 0 : 1;
  const standby = master === 0 ? 1 : 0;
  const priority = router.priorities[standby];
  const timers = { version: router.vrrpVersion, advertIntervalMs: router.advertIntervalMs, priority };
  const skew = ms(skewMs(timers));
  const range = crashRangeMs(timers);
  const interval = ms(router.advertIntervalMs);
  return (
    <aside className="card prediction" aria-label={t('wizard.vip.predicted')} aria-live="polite">
      <h2>{t('wizard.vip.predicted')}</h2>
      <div className="prediction-case">
        <h3 className="cut">{t('wizard.vip.crash', { node: names[master] })}</h3>
        <p className="prediction-number num" data-testid="predicted-crash">
          ≤ {ms(masterDownMs(timers))}
        </p>
        <p className="small soft num">
          {t('wizard.vip.crashText', { min: ms(range.min), max: ms(range.max) })}
        </p>
      </div>
      <div className="prediction-case">
        <h3 className="cut">{t('wizard.vip.graceful', { node: names[master] })}</h3>
        <p className="prediction-number num" data-testid="predicted-graceful">
          {skew}
        </p>
      </div>
      <div className="arithmetic small num soft">
        <span>
          {router.vrrpVersion === 3
            ? t('wizard.vip.skew3', { priority, interval, skew })
            : t('wizard.vip.skew2', { priority, skew })}
        </span>
        <span>{t('wizard.vip.down', { interval, skew, down: ms(masterDownMs(timers)) })}</span>
        <span className="quiet">{t('wizard.vip.of', { node: names[standby] })}</span>
      </div>
    </aside>
  );
}
