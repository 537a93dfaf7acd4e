import { Check, Minus, X } from 'lucide-react';
import type { DrillPhase } from '../../protocol/contract/drills.ts';
import { formatMs } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';

export function PhaseRail({ phases }: { phases: readonly DrillPhase[] }) {
  const { t, language } = useWords();
  return (
    <ol className="phases" aria-label={t('drill.phases')}>
      {phases.map((phase) => {
        const took =
          phase.startedMs !== null && phase.endedMs !== null ? phase.endedMs - phase.startedMs : null;
        return (
          <li
            key={phase.name}
            className={`phase state-${phase.state}`}
            data-phase={phase.name}
            data-state={phase.state}
            {...(phase.state === 'running' ? { 'aria-current': 'step' as const } : {})}
          >
            <span className="phase-mark" aria-hidden>
              {phase.state === 'running' ? <span className="spinner" /> : null}
              {phase.state === 'done' ? <Check size={12} strokeWidth={3} /> : null}
              {phase.state === 'failed' ? <X size={12} strokeWidth={3} /> : null}
              {phase.state === 'skipped' ? <Minus size={12} strokeWidth={3} /> : null}
            </span>
            <span className="phase-name">{t(`drill.phase.${phase.name}`)}</span>
            <span className="small quiet num">
              {took === null ? t(`task.state.${phase.state}`) : formatMs(took, language)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
