import { ShieldCheck, ShieldOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { DrillProgress } from '../../protocol/contract/drills.ts';
import { focusIsLost } from '../app/focus.ts';
import { HaltButton } from '../app/HaltButton.tsx';
import { useTick } from '../design/use-tick.ts';
import { formatRunning } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { drillName } from './names.ts';
import { PhaseRail } from './PhaseRail.tsx';
import { ProbeStrip } from './ProbeStrip.tsx';
import { Timeline } from './Timeline.tsx';

/** A drill while it runs. */
export function RunView({ progress }: { progress: DrillProgress }) {
  const { t, language } = useWords();
  const now = useEngineNow(progress);
  const { guard } = progress;
  const heading = useRef<HTMLHeadingElement>(null);
  // The cards, and with them the pressed button, made way for this.
  useEffect(() => {
    if (focusIsLost()) heading.current?.focus({ preventScroll: true });
  }, []);
  const left = (end: number | null) => (end === null ? '—' : formatRunning(Math.max(0, end - now), language));
  return (
    <section className="card run" aria-label={t('drill.running')}>
      <header className="row">
        <span className="spinner" aria-hidden />
        <h2 className="cut" ref={heading} tabIndex={-1}>
          {drillName(progress.kind, t)} · {progress.target}
        </h2>
        <span className="vrid num">VRID {progress.vrid}</span>
        <span className="grow" />
        <span className="num soft">{formatRunning(Math.max(0, now - progress.startedMs), language)}</span>
        <HaltButton />
      </header>
      <PhaseRail phases={progress.phases} />
      <div className="run-grid">
        <div className="run-box">
          <h3 className="row">
            {guard.armed ? (
              <ShieldCheck size={15} aria-hidden className="ink-master" />
            ) : (
              <ShieldOff size={15} aria-hidden className="quiet" />
            )}
            {t('drill.guard')}
          </h3>
          <p className={guard.armed ? 'ink-master' : 'quiet'}>
            {guard.armed ? t('drill.armed') : t('drill.notArmed')}
          </p>
          <dl className="run-numbers">
            <div>
              <dt>{t('drill.lease')}</dt>
              <dd className="num">{left(guard.leaseEndsMs)}</dd>
            </div>
            <div>
              <dt>{t('drill.capLeft')}</dt>
              <dd className="num">{left(guard.capEndsMs)}</dd>
            </div>
          </dl>
          <p className="small quiet">{t('drill.guardHint')}</p>
        </div>
        <div className="run-box grow">
          <h3>{t('drill.probes')}</h3>
          <ProbeStrip label="ICMP" probe={progress.probes.icmp} />
          <ProbeStrip label="HTTP" probe={progress.probes.http} />
        </div>
      </div>
      <Timeline entries={progress.timeline} />
    </section>
  );
}

/** The engine's clock, going on between two messages. */
function useEngineNow(progress: DrillProgress): number {
  const now = useTick(100);
  const anchor = useRef({ engine: progress.nowMs, page: performance.now() });
  if (anchor.current.engine !== progress.nowMs)
    anchor.current = { engine: progress.nowMs, page: performance.now() };
  return anchor.current.engine + Math.max(0, now - anchor.current.page);
}
