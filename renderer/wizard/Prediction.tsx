import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { crashRangeMs, masterDownMs, skewMs } from './predicted.ts';
import type { DraftRouter, DraftService } from './vip-form.ts';

interface PredictionProps {
  names: [string, string];
  /** Null while what the times come of is wrong: no number is better than a wrong one. */
  service: DraftService | null;
}

/** What the chosen times will cost, as the arithmetic that it is. */
export function Prediction({ names, service }: PredictionProps) {
  const { t } = useWords();
  return (
    <aside className="card prediction" aria-label={t('wizard.vip.predicted')} aria-live="polite">
      <h2>{t('wizard.vip.predicted')}</h2>
      {service ? (
        service.routers.map((router, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: each has its place, and its VRID may still be typed
          <RouterPrediction key={index} index={index} {...{ names, service, router }} />
        ))
      ) : (
        <p className="quiet">—</p>
      )}
    </aside>
  );
}

interface RouterPredictionProps {
  names: [string, string];
  service: DraftService;
  router: DraftRouter;
  index: number;
}

function RouterPrediction({ names, service, router, index }: RouterPredictionProps) {
  const { t, language } = useWords();
  const ms = (value: number) => formatMs(value, language);
  const { vrrpVersion: version, advertIntervalMs } = service;
  const master = router.priorities[0] > router.priorities[1] ? 0 : 1;
  const standby = master === 0 ? 1 : 0;
  const priority = router.priorities[standby];
  const timers = { version, advertIntervalMs, priority };
  const skew = ms(skewMs(timers));
  const range = crashRangeMs(timers);
  const interval = ms(advertIntervalMs);
  const of = index === 0 ? '' : `-${index + 1}`;
  return (
    <div className="prediction-router">
      {service.routers.length > 1 ? (
        <p className="mono quiet cut" title={router.vip}>
          {router.vip}
        </p>
      ) : null}
      <div className="prediction-case">
        <h3 className="cut" title={names[master]}>
          {t('wizard.vip.crash', { node: names[master] })}
        </h3>
        <p className="prediction-number num" data-testid={`predicted-crash${of}`}>
          ≤ {ms(masterDownMs(timers))}
        </p>
        <p className="small soft num">
          {t('wizard.vip.crashText', { min: ms(range.min), max: ms(range.max) })}
        </p>
      </div>
      <div className="prediction-case">
        <h3 className="cut" title={names[master]}>
          {t('wizard.vip.graceful', { node: names[master] })}
        </h3>
        <p className="prediction-number num" data-testid={`predicted-graceful${of}`}>
          {skew}
        </p>
      </div>
      <div className="arithmetic small num soft">
        <span>
          {version === 3
            ? t('wizard.vip.skew3', { priority, interval, skew })
            : t('wizard.vip.skew2', { priority, skew })}
        </span>
        <span>{t('wizard.vip.down', { interval, skew, down: ms(masterDownMs(timers)) })}</span>
        <span className="quiet">{t('wizard.vip.of', { node: names[standby] })}</span>
      </div>
    </div>
  );
}
